package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	defaultcontrollers "github.com/cert-manager/cert-manager/internal/apis/config/controller/v1alpha1"
	"github.com/cert-manager/cert-manager/pkg/controller"
	shimgateways "github.com/cert-manager/cert-manager/pkg/controller/certificate-shim/gateways"
	"github.com/cert-manager/cert-manager/pkg/healthz"
	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

// serve runs health and metrics at once, and the controllers when this process is the leader.
func serve(ctx context.Context, c *config.ControllerConfiguration, factory *controller.ContextFactory) error {
	base, err := factory.Build()
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	health := healthz.NewServer(c.LeaderElectionConfig.HealthzTimeout)
	listener, err := net.Listen("tcp", c.HealthzListenAddress)
	if err != nil {
		return err
	}
	group.Go(func() error { return health.Start(ctx, listener) })
	if err := serveMetrics(ctx, group, c, base); err != nil {
		return err
	}
	elected := make(chan struct{})
	group.Go(func() error { return lead(ctx, c, factory, health, elected) })
	select {
	case <-ctx.Done():
		return group.Wait()
	case <-elected:
	}
	if err := startControllers(ctx, group, c, factory); err != nil {
		return errors.Join(err, errors.New("error starting controllers"))
	}
	base.SharedInformerFactory.Start(ctx.Done())
	base.KubeSharedInformerFactory.Start(ctx.Done())
	base.HTTP01ResourceMetadataInformersFactory.Start(ctx.Done())
	if c.GatewayAPIConfig.Enabled {
		base.GWShared.Start(ctx.Done())
	}
	return group.Wait()
}

func serveMetrics(
	ctx context.Context, group *errgroup.Group, c *config.ControllerConfiguration, base *controller.Context,
) error {
	listener, err := net.Listen("tcp", c.MetricsListenAddress)
	if err != nil {
		return err
	}
	server := base.Metrics.NewServer(listener)
	group.Go(func() error {
		<-ctx.Done()
		return server.Close()
	})
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	return nil
}

func startControllers(
	ctx context.Context, group *errgroup.Group, c *config.ControllerConfiguration, factory *controller.ContextFactory,
) error {
	enabled := sets.New(defaultcontrollers.DefaultEnabledControllers...)
	if c.GatewayAPIConfig.Enabled {
		enabled.Insert(shimgateways.ControllerName)
	}
	for name, construct := range controller.Known() {
		if !enabled.Has(name) {
			continue
		}
		made, err := construct(factory)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		group.Go(func() error { return made.Run(c.NumberOfConcurrentWorkers, ctx) })
	}
	return nil
}

// lead takes the lease and holds it; the channel is closed when it is taken.
func lead(
	ctx context.Context, c *config.ControllerConfiguration, factory *controller.ContextFactory,
	health *healthz.Server, elected chan<- struct{},
) error {
	own, err := factory.Build("leader-election")
	if err != nil {
		return err
	}
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	election := c.LeaderElectionConfig
	lock, err := resourcelock.NewWithLabels(
		resourcelock.LeasesResourceLock, election.Namespace, "cert-manager-controller",
		own.Client.CoreV1(), own.Client.CoordinationV1(),
		resourcelock.ResourceLockConfig{
			Identity: host + "-external-cert-manager-controller", EventRecorder: own.Recorder,
		},
		map[string]string{"app.kubernetes.io/managed-by": "cert-manager"},
	)
	if err != nil {
		return err
	}
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   election.LeaseDuration,
		RenewDeadline:   election.RenewDeadline,
		RetryPeriod:     election.RetryPeriod,
		ReleaseOnCancel: true,
		WatchDog:        health.LeaderHealthzAdaptor,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { close(elected) },
			OnStoppedLeading: func() {},
		},
	})
	if err != nil {
		return err
	}
	elector.Run(ctx)
	if ctx.Err() == nil {
		return errors.New("leader election lost")
	}
	return nil
}
