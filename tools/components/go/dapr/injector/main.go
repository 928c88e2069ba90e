// Command injector is Dapr's admission webhook, which adds the sidecar to pods.
package main

import "github.com/dapr/dapr/cmd/injector/app"

func main() {
	app.Run()
}
