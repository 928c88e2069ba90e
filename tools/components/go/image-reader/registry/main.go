// A registry of go-containerregistry in memory: `image-registry ADDRESS`. It checks the digest of each blob, and
// refuses an index whose manifests it does not have. It ends after half an hour.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

const life = 30 * time.Minute

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: image-registry ADDRESS")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "image-registry:", err)
		os.Exit(1)
	}
	time.AfterFunc(life, func() { os.Exit(0) })
	quiet := log.New(io.Discard, "", 0)
	server := &http.Server{Handler: registry.New(registry.Logger(quiet)), ReadHeaderTimeout: 10 * time.Second}
	fmt.Println("listening on", listener.Addr())
	fmt.Fprintln(os.Stderr, "image-registry:", server.Serve(listener))
	os.Exit(1)
}
