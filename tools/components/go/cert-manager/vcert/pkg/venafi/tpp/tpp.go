// Package tpp has the names of Venafi's server that cert-manager refers to.
package tpp

import (
	"github.com/Venafi/vcert/v5/pkg/certificate"
	"github.com/Venafi/vcert/v5/pkg/endpoint"
)

// Connector is a connector of no service.
type Connector struct{ endpoint.Unconnected }

// Tokens is an answer with tokens.
type Tokens struct{ Access_token string }

// ErrCertNotFound says that there is no such certificate.
type ErrCertNotFound struct{}

func (*ErrCertNotFound) Error() string { return "there is no such certificate" }

// ResetCertificate refuses.
func (*Connector) ResetCertificate(*certificate.Request, bool) error { return &ErrCertNotFound{} }

// VerifyAccessToken refuses.
func (*Connector) VerifyAccessToken(*endpoint.Authentication) (Tokens, error) {
	return Tokens{}, &ErrCertNotFound{}
}

// GetRefreshToken refuses.
func (*Connector) GetRefreshToken(*endpoint.Authentication) (Tokens, error) {
	return Tokens{}, &ErrCertNotFound{}
}
