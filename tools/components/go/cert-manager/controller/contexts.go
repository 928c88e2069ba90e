package main

import (
	"context"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	"github.com/cert-manager/cert-manager/pkg/controller"
	dnsutil "github.com/cert-manager/cert-manager/pkg/issuer/acme/dns/util"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/sets"
)

// contexts returns what every controller gets, filled from the configuration.
func contexts(ctx context.Context, c *config.ControllerConfiguration) (*controller.ContextFactory, error) {
	acme, err := acmeOptions(c)
	if err != nil {
		return nil, err
	}
	shim := c.IngressShimConfig
	return controller.NewContextFactory(ctx, controller.ContextOptions{
		Kubeconfig:         c.KubeConfig,
		KubernetesAPIQPS:   c.KubernetesAPIQPS,
		KubernetesAPIBurst: c.KubernetesAPIBurst,
		APIServerHost:      c.APIServerHost,
		Namespace:          c.Namespace,
		ACMEOptions:        acme,
		SchedulerOptions:   controller.SchedulerOptions{MaxConcurrentChallenges: c.MaxConcurrentChallenges},
		IssuerOptions: controller.IssuerOptions{
			ClusterIssuerAmbientCredentials: c.ClusterIssuerAmbientCredentials,
			IssuerAmbientCredentials:        c.IssuerAmbientCredentials,
			ClusterResourceNamespace:        c.ClusterResourceNamespace,
		},
		IngressShimOptions: controller.IngressShimOptions{
			DefaultIssuerName:                 shim.DefaultIssuerName,
			DefaultIssuerKind:                 shim.DefaultIssuerKind,
			DefaultIssuerGroup:                shim.DefaultIssuerGroup,
			DefaultAutoCertificateAnnotations: shim.DefaultAutoCertificateAnnotations,
			ExtraCertificateAnnotations:       shim.ExtraCertificateAnnotations,
			GatewayAPIExtraProtocols:          sets.New(c.GatewayAPIConfig.ExtraProtocols...),
		},
		CertificateOptions: controller.CertificateOptions{
			EnableOwnerRef:                           c.EnableCertificateOwnerRef,
			CopiedAnnotationPrefixes:                 c.CopiedAnnotationPrefixes,
			CertificateRequestMinimumBackoffDuration: c.CertificateRequestMinimumBackoffDuration,
			CertificateRequestMaximumBackoffDuration: c.CertificateRequestMaximumBackoffDuration,
		},
		ConfigOptions: controller.ConfigOptions{
			EnableGatewayAPI:            c.GatewayAPIConfig.Enabled,
			EnableGatewayAPIListenerSet: c.GatewayAPIConfig.EnableListenerSet,
		},
	})
}

func acmeOptions(c *config.ControllerConfiguration) (controller.ACMEOptions, error) {
	solver, dns := c.ACMEHTTP01Config, c.ACMEDNS01Config
	options := controller.ACMEOptions{
		ACMEHTTP01SolverRunAsNonRoot: solver.SolverRunAsNonRoot,
		HTTP01SolverImage:            solver.SolverImage,
		HTTP01SolverNameservers:      solver.SolverNameservers,
		HTTP01SolverExtraLabels:      solver.SolverExtraLabels,
		HTTP01SolverRuntimeClassName: solver.SolverRuntimeClassName,
		DNS01Nameservers:             dns.RecursiveNameservers,
		DNS01CheckRetryPeriod:        dns.CheckRetryPeriod,
		DNS01CheckAuthoritative:      !dns.RecursiveNameserversOnly,
	}
	if len(options.DNS01Nameservers) == 0 {
		options.DNS01Nameservers = dnsutil.RecursiveNameservers
	}
	for _, quantity := range []struct {
		text   string
		target *resource.Quantity
	}{
		{solver.SolverResourceRequestCPU, &options.HTTP01SolverResourceRequestCPU},
		{solver.SolverResourceRequestMemory, &options.HTTP01SolverResourceRequestMemory},
		{solver.SolverResourceLimitsCPU, &options.HTTP01SolverResourceLimitsCPU},
		{solver.SolverResourceLimitsMemory, &options.HTTP01SolverResourceLimitsMemory},
	} {
		parsed, err := resource.ParseQuantity(quantity.text)
		if err != nil {
			return options, err
		}
		*quantity.target = parsed
	}
	return options, nil
}
