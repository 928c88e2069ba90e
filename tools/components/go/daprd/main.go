// Command daprd is Dapr's sidecar, built out of its published module.
//
// `go install github.com/dapr/dapr/cmd/daprd` is refused because that module has replace directives.
package main

import "github.com/dapr/dapr/cmd/daprd/app"

func main() {
	app.Run()
}
