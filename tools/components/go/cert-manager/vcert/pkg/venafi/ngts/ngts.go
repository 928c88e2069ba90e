// Package ngts has one name that cert-manager refers to.
package ngts

import "github.com/Venafi/vcert/v5/pkg/endpoint"

// Connector is a connector of no service.
type Connector struct{ endpoint.Unconnected }
