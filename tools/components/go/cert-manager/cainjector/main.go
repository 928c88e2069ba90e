// cert-manager's injector of authorities: reconcilers and validation are cert-manager's own, manager and flags
// are made after cmd/cainjector/app of v1.21.1.
package main

import (
	"context"

	"github.com/cert-manager/cert-manager/cmd/command"
	config "github.com/cert-manager/cert-manager/internal/apis/config/cainjector"
	"github.com/cert-manager/cert-manager/internal/apis/config/cainjector/scheme"
	"github.com/cert-manager/cert-manager/internal/apis/config/cainjector/validation"
	_ "github.com/cert-manager/cert-manager/internal/cainjector/feature"
	configv1alpha1 "github.com/cert-manager/cert-manager/pkg/apis/config/cainjector/v1alpha1"
	cainjectorconfigfile "github.com/cert-manager/cert-manager/pkg/cainjector/configfile"
	cmscheme "github.com/cert-manager/cert-manager/pkg/client/clientset/versioned/scheme"
	"github.com/cert-manager/cert-manager/pkg/controller/cainjector"
	"github.com/cert-manager/cert-manager/pkg/util"
	"github.com/cert-manager/cert-manager/pkg/util/configfile"
	"github.com/spf13/pflag"
	corev1 "k8s.io/api/core/v1"
	apiext "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	kscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	logsapi "k8s.io/component-base/logs/api/v1"
	apireg "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

func main() {
	command.Main(command.Program[config.CAInjectorConfiguration]{
		Name:     "cainjector",
		Defaults: defaults,
		File: func() (configfile.ConfigFile, func() *config.CAInjectorConfiguration) {
			file := cainjectorconfigfile.New()
			return file, func() *config.CAInjectorConfiguration { return file.Config }
		},
		Flags: func(set *pflag.FlagSet, c *config.CAInjectorConfiguration) {
			election := &c.LeaderElectionConfig
			set.BoolVar(&election.Enabled, "leader-elect", election.Enabled, "")
			set.StringVar(&election.Namespace, "leader-election-namespace", election.Namespace, "")
			set.StringVar(&c.MetricsListenAddress, "metrics-listen-address", c.MetricsListenAddress, "")
		},
		Validate: validation.ValidateCAInjectorConfiguration,
		Common: func(c *config.CAInjectorConfiguration) (*logsapi.LoggingConfiguration, map[string]bool) {
			return &c.Logging, c.FeatureGates
		},
		Run: run,
	})
}

func defaults() (*config.CAInjectorConfiguration, error) {
	known, _, err := scheme.NewSchemeAndCodecs()
	if err != nil {
		return nil, err
	}
	versioned, configuration := &configv1alpha1.CAInjectorConfiguration{}, &config.CAInjectorConfiguration{}
	known.Default(versioned)
	return configuration, known.Convert(versioned, configuration, nil)
}

func run(ctx context.Context, c *config.CAInjectorConfiguration) error {
	known := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		kscheme.AddToScheme, cmscheme.AddToScheme, apiext.AddToScheme, apireg.AddToScheme,
	} {
		utilruntime.Must(add(known))
	}
	election := c.LeaderElectionConfig
	manager, err := ctrl.NewManager(
		util.RestConfigWithUserAgent(ctrl.GetConfigOrDie(), "cainjector"),
		ctrl.Options{
			Scheme: known,
			Cache:  cache.Options{ReaderFailOnMissingInformer: true},
			// The program has no right to watch Secrets with their content.
			Client:                        client.Options{Cache: &client.CacheOptions{DisableFor: []client.Object{&corev1.Secret{}}}},
			LeaderElection:                election.Enabled,
			LeaderElectionNamespace:       election.Namespace,
			LeaderElectionID:              "cert-manager-cainjector-leader-election",
			LeaderElectionReleaseOnCancel: true,
			LeaderElectionLabels:          map[string]string{"app.kubernetes.io/managed-by": "cert-manager-cainjector"},
			LeaderElectionResourceLock:    resourcelock.LeasesResourceLock,
			LeaseDuration:                 &election.LeaseDuration,
			RenewDeadline:                 &election.RenewDeadline,
			RetryPeriod:                   &election.RetryPeriod,
			Metrics:                       metrics.Options{BindAddress: c.MetricsListenAddress},
		})
	if err != nil {
		return err
	}
	if err := cainjector.RegisterAllInjectors(ctx, manager, setup(c)); err != nil {
		return err
	}
	return manager.Start(ctx)
}

func setup(c *config.CAInjectorConfiguration) cainjector.SetupOptions {
	return cainjector.SetupOptions{
		Namespace:                    c.Namespace,
		IgnoreNamespaces:             c.IgnoreNamespaces,
		EnableCertificatesDataSource: c.EnableDataSourceConfig.Certificates,
		EnabledReconcilersFor: map[string]bool{
			cainjector.MutatingWebhookConfigurationName:   c.EnableInjectableConfig.MutatingWebhookConfigurations,
			cainjector.ValidatingWebhookConfigurationName: c.EnableInjectableConfig.ValidatingWebhookConfigurations,
			cainjector.APIServiceName:                     c.EnableInjectableConfig.APIServices,
			cainjector.CustomResourceDefinitionName:       c.EnableInjectableConfig.CustomResourceDefinitions,
		},
	}
}
