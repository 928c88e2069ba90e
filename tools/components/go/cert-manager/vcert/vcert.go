// Package vcert stands in for the client of Venafi's certificate services, which the Go module proxy does not
// have. It has only the names that cert-manager refers to, and cannot issue anything: we have no such issuer.
package vcert

import (
	"errors"
	"net/http"

	"github.com/Venafi/vcert/v5/pkg/endpoint"
)

// Config describes a connection that cannot be made.
type Config struct {
	ConnectorType   endpoint.ConnectorType
	BaseUrl         string
	Zone            string
	LogVerbose      bool
	ConnectionTrust string
	Credentials     *endpoint.Authentication
	Client          *http.Client
}

// NewClient refuses every connection.
func NewClient(*Config, bool) (endpoint.Connector, error) {
	return nil, errors.New("this build of cert-manager has no client of Venafi")
}
