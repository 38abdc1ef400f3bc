package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/kubernetes"
)

// sizes says how much of everything a cluster gets: at scale 1 the thresholds of SIG scalability.
type sizes struct {
	namespaces, nodes, deployments, services, ingresses int
}

const (
	servicesOfDeployment = 5
	podsOfService        = 15
)

func newSizes(scale float64) sizes {
	deployments := int(2000 * scale)
	namespaces := int(100 * scale)
	if namespaces < 4 {
		namespaces = 4
	}
	return sizes{
		namespaces: namespaces, nodes: deployments*servicesOfDeployment*podsOfService/110 + 1, deployments: deployments,
		services: deployments * servicesOfDeployment, ingresses: deployments,
	}
}

// writers are one client for each program that writes such objects in a real cluster: managedFields name them.
type writers struct {
	kubectl, controller, kubelet *kubernetes.Clientset
}

func fill(chosen options) error {
	var all writers
	var err error
	for agent, client := range map[string]**kubernetes.Clientset{
		"kubectl/v1.20.2": &all.kubectl, "kube-controller-manager/v1.20.2": &all.controller, "kubelet/v1.20.2": &all.kubelet,
	} {
		if *client, err = chosen.client(agent); err != nil {
			return err
		}
	}
	size := newSizes(chosen.scale)
	steps := []struct {
		name  string
		count int
		make  func(context.Context, writers, sizes, int) error
	}{
		{"namespaces", size.namespaces, makeNamespace}, {"nodes", size.nodes, makeNode},
		{"deployments", size.deployments, makeDeployment}, {"services", size.services, makeService},
		{"ingresses", size.ingresses, makeIngress}, {"pods", size.services * podsOfService, makePod},
	}
	for _, step := range steps {
		start := time.Now()
		err := parallel(step.count, 48, func(index int) error { return step.make(context.Background(), all, size, index) })
		if err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		seconds := time.Since(start).Seconds()
		fmt.Fprintf(os.Stderr, "%d %s in %.0f s (%.0f/s)\n", step.count, step.name, seconds, float64(step.count)/seconds)
	}
	return nil
}

// parallel does the same work for many numbers in a few goroutines; what exists already is no failure, so that a
// filling that was cut off can be taken up.
func parallel(count, workers int, work func(int) error) error {
	numbers := make(chan int)
	var group sync.WaitGroup
	var once sync.Once
	var failure error
	for worker := 0; worker < workers; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for number := range numbers {
				if err := insistently(number, work); err != nil {
					once.Do(func() { failure = err })
				}
			}
		}()
	}
	for number := 0; number < count; number++ {
		numbers <- number
	}
	close(numbers)
	group.Wait()
	return failure
}

// insistently tries again what a busy server did not do.
func insistently(number int, work func(int) error) error {
	var err error
	for attempt := 0; attempt < 5; attempt++ {
		if err = work(number); err == nil || errors.IsAlreadyExists(err) {
			return nil
		}
		time.Sleep(time.Duration(attempt+1) * 200 * time.Millisecond)
	}
	return err
}
