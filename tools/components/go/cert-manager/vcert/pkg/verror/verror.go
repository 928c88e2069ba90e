// Package verror has one name that cert-manager refers to.
package verror

import "errors"

// ServerUnavailableError means that a service does not answer.
var ServerUnavailableError = errors.New("the service is unavailable")
