// Reads an image file as `trivy image --input` does: first as a Docker archive, then as an OCI layout (a folder).
// The first manifest of an index is the image, and an index in an index is followed. Prints what it found as JSON.
// `registry://HOST/REPOSITORY@DIGEST` is read from a registry instead.
//
// Source: aquasecurity/trivy v0.70.0, pkg/fanal/image/archive.go, docker.go and oci.go; go.mod there names the
// version of go-containerregistry that is used here.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// result is the image: each layer is read to its end, which checks its digest.
type result struct {
	Format       string   `json:"format"`
	Digest       string   `json:"digest"`
	Architecture string   `json:"architecture"`
	Layers       []string `json:"layers"`
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: image-reader FILE, FOLDER or registry://REFERENCE"))
	}
	format, image, err := open(os.Args[1])
	if err != nil {
		fail(err)
	}
	found, err := read(format, image)
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		fail(err)
	}
}

func open(path string) (string, v1.Image, error) {
	if reference, found := strings.CutPrefix(path, "registry://"); found {
		image, err := pull(reference)
		return "registry", image, err
	}
	image, asDocker := tarball.ImageFromPath(path, nil)
	if asDocker == nil {
		return "docker-archive", image, nil
	}
	index, asLayout := layout.ImageIndexFromPath(path)
	if asLayout != nil {
		return "", nil, fmt.Errorf("not a Docker archive: %w; not an OCI layout: %w", asDocker, asLayout)
	}
	image, err := first(index)
	return "oci-layout", image, err
}

func pull(reference string) (v1.Image, error) {
	named, err := name.ParseReference(reference, name.Insecure)
	if err != nil {
		return nil, err
	}
	found, err := remote.Get(named)
	if err != nil {
		return nil, err
	}
	if !found.MediaType.IsIndex() {
		return found.Image()
	}
	index, err := found.ImageIndex()
	if err != nil {
		return nil, err
	}
	return first(index)
}

func first(index v1.ImageIndex) (v1.Image, error) {
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, err
	}
	if len(manifest.Manifests) == 0 {
		return nil, fmt.Errorf("the index is empty")
	}
	descriptor := manifest.Manifests[0]
	if !descriptor.MediaType.IsIndex() {
		return index.Image(descriptor.Digest)
	}
	child, err := index.ImageIndex(descriptor.Digest)
	if err != nil {
		return nil, err
	}
	return first(child)
}

func read(format string, image v1.Image) (*result, error) {
	digest, err := image.Digest()
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	layers, err := image.Layers()
	if err != nil {
		return nil, err
	}
	found := &result{Format: format, Digest: digest.String(), Architecture: config.Architecture}
	for _, layer := range layers {
		diffID, err := layer.DiffID()
		if err != nil {
			return nil, err
		}
		content, err := layer.Uncompressed()
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(io.Discard, content); err != nil {
			return nil, err
		}
		if err := content.Close(); err != nil {
			return nil, err
		}
		found.Layers = append(found.Layers, diffID.String())
	}
	return found, nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "image-reader:", err)
	os.Exit(1)
}
