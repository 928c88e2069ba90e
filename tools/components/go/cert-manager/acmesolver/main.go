// cert-manager's answer to an HTTP-01 challenge: the server is cert-manager's own, the flags are those of
// cmd/acmesolver/app of v1.21.1.
package main

import (
	"errors"
	"net/http"
	"os"

	"github.com/cert-manager/cert-manager/pkg/issuer/acme/http/solver"
	logf "github.com/cert-manager/cert-manager/pkg/logs"
	"github.com/spf13/pflag"
)

func main() {
	var server solver.HTTP01Solver
	flags := pflag.NewFlagSet("acmesolver", pflag.ExitOnError)
	flags.IntVar(&server.ListenPort, "listen-port", 8089, "")
	flags.StringVar(&server.Domain, "domain", "", "")
	flags.StringVar(&server.Token, "token", "", "")
	flags.StringVar(&server.Key, "key", "", "")
	if err := flags.Parse(os.Args[1:]); err != nil {
		os.Exit(2)
	}
	if err := server.Listen(logf.Log); err != nil && !errors.Is(err, http.ErrServerClosed) {
		logf.Log.Error(err, "error executing command")
		os.Exit(1)
	}
}
