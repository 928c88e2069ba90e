// cert-manager's controller: controllers, issuers, clients and validation are cert-manager's own, flags and
// leader election are made after cmd/controller/app of v1.21.1.
package main

import (
	"context"

	"github.com/cert-manager/cert-manager/cmd/command"
	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	"github.com/cert-manager/cert-manager/internal/apis/config/controller/scheme"
	"github.com/cert-manager/cert-manager/internal/apis/config/controller/validation"
	configv1alpha1 "github.com/cert-manager/cert-manager/pkg/apis/config/controller/v1alpha1"
	controllerconfigfile "github.com/cert-manager/cert-manager/pkg/controller/configfile"
	"github.com/cert-manager/cert-manager/pkg/util/configfile"
	"github.com/spf13/pflag"
	logsapi "k8s.io/component-base/logs/api/v1"

	// The issuers register themselves.
	_ "github.com/cert-manager/cert-manager/pkg/issuer/acme"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
)

func main() {
	command.Main(command.Program[config.ControllerConfiguration]{
		Name:     "controller",
		Defaults: defaults,
		File: func() (configfile.ConfigFile, func() *config.ControllerConfiguration) {
			file := controllerconfigfile.New()
			return file, func() *config.ControllerConfiguration { return file.Config }
		},
		Flags:    flags,
		Validate: validation.ValidateControllerConfiguration,
		Common: func(c *config.ControllerConfiguration) (*logsapi.LoggingConfiguration, map[string]bool) {
			return &c.Logging, c.FeatureGates
		},
		Run: run,
	})
}

// flags adds those that the chart renders with our values, and those that a test needs for ports of its own.
func flags(set *pflag.FlagSet, c *config.ControllerConfiguration) {
	set.StringVar(&c.ClusterResourceNamespace, "cluster-resource-namespace", c.ClusterResourceNamespace, "")
	election := &c.LeaderElectionConfig
	set.StringVar(&election.Namespace, "leader-election-namespace", election.Namespace, "")
	set.StringVar(&c.ACMEHTTP01Config.SolverImage, "acme-http01-solver-image", c.ACMEHTTP01Config.SolverImage, "")
	set.IntVar(&c.MaxConcurrentChallenges, "max-concurrent-challenges", c.MaxConcurrentChallenges, "")
	set.StringVar(&c.MetricsListenAddress, "metrics-listen-address", c.MetricsListenAddress, "")
	set.StringVar(&c.HealthzListenAddress, "internal-healthz-listen-address", c.HealthzListenAddress, "")
}

func defaults() (*config.ControllerConfiguration, error) {
	known, _, err := scheme.NewSchemeAndCodecs()
	if err != nil {
		return nil, err
	}
	versioned, configuration := &configv1alpha1.ControllerConfiguration{}, &config.ControllerConfiguration{}
	known.Default(versioned)
	return configuration, known.Convert(versioned, configuration, nil)
}

func run(ctx context.Context, c *config.ControllerConfiguration) error {
	factory, err := contexts(ctx, c)
	if err != nil {
		return err
	}
	return serve(ctx, c, factory)
}
