// Package command runs a program of cert-manager as its own main does: flags, configuration file, validation,
// logs and signals. See cmd/*/app of github.com/cert-manager/cert-manager at v1.21.1.
package command

import (
	"context"
	"fmt"
	"os"

	"github.com/cert-manager/cert-manager/internal/cmd/util"
	logf "github.com/cert-manager/cert-manager/pkg/logs"
	"github.com/cert-manager/cert-manager/pkg/util/configfile"
	utilfeature "github.com/cert-manager/cert-manager/pkg/util/feature"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/util/validation/field"
	logsapi "k8s.io/component-base/logs/api/v1"
	ctrl "sigs.k8s.io/controller-runtime"
)

// Program is one of cert-manager's, with the type of its configuration.
type Program[T any] struct {
	Name string
	// Defaults returns the configuration without a file.
	Defaults func() (*T, error)
	// File returns what reads the file, and how to take the configuration from it.
	File func() (configfile.ConfigFile, func() *T)
	// Flags adds the flags that change a configuration.
	Flags func(*pflag.FlagSet, *T)
	// Validate is cert-manager's own validation.
	Validate func(*T, *field.Path) field.ErrorList
	// Common returns the parts that every configuration has.
	Common func(*T) (*logsapi.LoggingConfiguration, map[string]bool)
	Run    func(context.Context, *T) error
}

// Main runs the program until a signal, and ends the process with its exit code.
func Main[T any](program Program[T]) {
	ctx, exit := util.SetupExitHandler(context.Background(), util.GracefulShutdown)
	defer exit()
	logf.InitLogs()
	defer logf.FlushLogs()
	ctrl.SetLogger(logf.Log)
	ctx = logf.NewContext(ctx, logf.Log, program.Name)
	if err := execute(ctx, program); err != nil {
		logf.Log.Error(err, "error executing command")
		util.SetExitCode(err)
	}
}

func execute[T any](ctx context.Context, program Program[T]) error {
	configuration, err := configure(program)
	if err != nil {
		return err
	}
	if errs := program.Validate(configuration, nil); len(errs) > 0 {
		return fmt.Errorf("error validating flags: %w", errs.ToAggregate())
	}
	logging, gates := program.Common(configuration)
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(gates); err != nil {
		return err
	}
	if err := logf.ValidateAndApply(logging); err != nil {
		return err
	}
	return program.Run(ctx, configuration)
}

// configure reads the file that the flags name; a flag wins against the file.
func configure[T any](program Program[T]) (*T, error) {
	configuration, err := program.Defaults()
	if err != nil {
		return nil, err
	}
	path, err := parse(program, configuration)
	if err != nil || path == "" {
		return configuration, err
	}
	file, taken := program.File()
	loader, err := configfile.NewConfigurationFSLoader(nil, path)
	if err != nil {
		return nil, err
	}
	if err := loader.Load(file); err != nil {
		return nil, fmt.Errorf("failed to load config file %s, error %w", path, err)
	}
	_, err = parse(program, taken())
	return taken(), err
}

func parse[T any](program Program[T], configuration *T) (string, error) {
	flags := pflag.NewFlagSet(program.Name, pflag.ContinueOnError)
	path := flags.String("config", "", "path of the configuration file")
	program.Flags(flags, configuration)
	logging, _ := program.Common(configuration)
	logf.AddFlags(logging, flags)
	if err := flags.Parse(os.Args[1:]); err != nil {
		return "", err
	}
	if flags.NArg() > 0 {
		return "", fmt.Errorf("unknown arguments: %q", flags.Args())
	}
	return *path, nil
}
