// Package util has one name that cert-manager refers to.
package util

// IssuerHintAllIssuers means any authority.
const IssuerHintAllIssuers = ""
