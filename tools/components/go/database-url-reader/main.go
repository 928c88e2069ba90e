// Reads the URL of a database as Dapr's PostgreSQL components do, and prints what it found as JSON.
//
// Source: dapr/components-contrib, common/component/postgresql/v1 and state/postgresql/v2 call pgxpool.ParseConfig
// with the connection string; tools/components/go/dapr/go.mod names the version of pgx.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
)

// result is what a connection would use; tls tells whether each attempt is encrypted.
type result struct {
	User     string `json:"user"`
	Password string `json:"password"`
	Host     string `json:"host"`
	Port     uint16 `json:"port"`
	Database string `json:"database"`
	TLS      bool   `json:"tls"`
}

func main() {
	url, err := io.ReadAll(os.Stdin)
	if err != nil {
		fail(err)
	}
	config, err := pgxpool.ParseConfig(string(url))
	if err != nil {
		fail(err)
	}
	found := config.ConnConfig
	encrypted := found.TLSConfig != nil
	for _, attempt := range found.Fallbacks {
		encrypted = encrypted && attempt.TLSConfig != nil
	}
	printed := result{found.User, found.Password, found.Host, found.Port, found.Database, encrypted}
	if err := json.NewEncoder(os.Stdout).Encode(printed); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "database-url-reader:", err)
	os.Exit(1)
}
