// Package endpoint has the names of connections that cert-manager refers to.
package endpoint

import "github.com/Venafi/vcert/v5/pkg/certificate"

// ConnectorType is a kind of service.
type ConnectorType int

const (
	ConnectorTypeTPP ConnectorType = iota + 1
	ConnectorTypeCloud
	ConnectorTypeNGTS
)

// Authentication has the credentials of a connection.
type Authentication struct {
	User, Password, APIKey, AccessToken, ClientId, ClientSecret, Scope, TokenURL string
}

// Connector is a connection.
type Connector interface {
	GetType() ConnectorType
	Ping() error
	ReadZoneConfiguration() (*ZoneConfiguration, error)
	RequestCertificate(*certificate.Request) (string, error)
	RetrieveCertificate(*certificate.Request) (*certificate.PEMCollection, error)
}

// ZoneConfiguration is a zone's policy.
type ZoneConfiguration struct{}

// UpdateCertificateRequest changes nothing.
func (*ZoneConfiguration) UpdateCertificateRequest(*certificate.Request) {}

// ValidateCertificateRequest refuses nothing.
func (*ZoneConfiguration) ValidateCertificateRequest(*certificate.Request) error { return nil }

// ErrCertificatePending says that a certificate is not there yet.
type ErrCertificatePending struct{}

func (ErrCertificatePending) Error() string { return "the certificate is pending" }

// ErrRetrieveCertificateTimeout says that a certificate did not come in time.
type ErrRetrieveCertificateTimeout struct{}

func (ErrRetrieveCertificateTimeout) Error() string { return "the certificate did not come in time" }

// Unconnected is a connector of no service.
type Unconnected struct{}

func (Unconnected) GetType() ConnectorType { return 0 }

func (Unconnected) Ping() error { return ErrCertificatePending{} }

func (Unconnected) ReadZoneConfiguration() (*ZoneConfiguration, error) {
	return nil, ErrCertificatePending{}
}

func (Unconnected) RequestCertificate(*certificate.Request) (string, error) {
	return "", ErrCertificatePending{}
}

func (Unconnected) RetrieveCertificate(*certificate.Request) (*certificate.PEMCollection, error) {
	return nil, ErrCertificatePending{}
}

// Authenticate refuses.
func (Unconnected) Authenticate(*Authentication) error { return ErrCertificatePending{} }
