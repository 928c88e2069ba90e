// cert-manager's webhook: everything but the main is cert-manager's own.
package main

import (
	"context"

	"github.com/cert-manager/cert-manager/cmd/command"
	config "github.com/cert-manager/cert-manager/internal/apis/config/webhook"
	"github.com/cert-manager/cert-manager/internal/apis/config/webhook/validation"
	"github.com/cert-manager/cert-manager/internal/webhook"
	logf "github.com/cert-manager/cert-manager/pkg/logs"
	"github.com/cert-manager/cert-manager/pkg/util/configfile"
	webhookconfigfile "github.com/cert-manager/cert-manager/pkg/webhook/configfile"
	"github.com/cert-manager/cert-manager/pkg/webhook/options"
	"github.com/spf13/pflag"
	logsapi "k8s.io/component-base/logs/api/v1"
)

func main() {
	command.Main(command.Program[config.WebhookConfiguration]{
		Name:     "webhook",
		Defaults: options.NewWebhookConfiguration,
		File: func() (configfile.ConfigFile, func() *config.WebhookConfiguration) {
			file := webhookconfigfile.New()
			return file, func() *config.WebhookConfiguration { return file.Config }
		},
		Flags:    flags,
		Validate: validation.ValidateWebhookConfiguration,
		Common: func(c *config.WebhookConfiguration) (*logsapi.LoggingConfiguration, map[string]bool) {
			return &c.Logging, c.FeatureGates
		},
		Run: run,
	})
}

// flags leaves the flags of logs to the command, which adds them for every program.
func flags(set *pflag.FlagSet, c *config.WebhookConfiguration) {
	all := pflag.NewFlagSet("all", pflag.ContinueOnError)
	options.AddConfigFlags(all, c)
	logs := pflag.NewFlagSet("logs", pflag.ContinueOnError)
	logf.AddFlags(&logsapi.LoggingConfiguration{}, logs)
	all.VisitAll(func(flag *pflag.Flag) {
		if logs.Lookup(flag.Name) == nil {
			set.AddFlag(flag)
		}
	})
}

func run(ctx context.Context, c *config.WebhookConfiguration) error {
	server, err := webhook.NewCertManagerWebhookServer(logf.FromContext(ctx), *c)
	if err != nil {
		return err
	}
	return server.Run(ctx)
}
