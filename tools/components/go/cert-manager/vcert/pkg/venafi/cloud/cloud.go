// Package cloud has one name that cert-manager refers to.
package cloud

import "github.com/Venafi/vcert/v5/pkg/endpoint"

// Connector is a connector of no service.
type Connector struct{ endpoint.Unconnected }
