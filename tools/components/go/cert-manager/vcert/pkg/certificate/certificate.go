// Package certificate has the names of certificate requests that cert-manager refers to.
package certificate

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"time"
)

type (
	// ChainOption says where the root stands in a chain.
	ChainOption int
	// CSROrigin says who makes a request's key.
	CSROrigin int
	// CustomFieldType is the kind of a custom field.
	CustomFieldType int
)

const (
	ChainOptionRootLast ChainOption     = 0
	UserProvidedCSR     CSROrigin       = 0
	CustomFieldPlain    CustomFieldType = 0
	CustomFieldOrigin   CustomFieldType = 1
)

// CustomField is a field of the service.
type CustomField struct {
	Type        CustomFieldType
	Name, Value string
}

// Request is a certificate request.
type Request struct {
	Subject                pkix.Name
	CsrOrigin              CSROrigin
	ChainOption            ChainOption
	IssuerHint             string
	FriendlyName, PickupID string
	Timeout                time.Duration
	ValidityDuration       *time.Duration
	CustomFields           []CustomField
}

// NewRequest returns a request without content.
func NewRequest(*x509.Certificate) *Request { return &Request{} }

// SetCSR takes a signing request and drops it.
func (*Request) SetCSR([]byte) error { return nil }

// PEMCollection is a certificate with its chain.
type PEMCollection struct {
	Certificate string
	Chain       []string
}
