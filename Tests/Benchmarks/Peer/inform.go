package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

// inform syncs shared informers of the kinds that the console lives on and prints one line of JSON.
func inform(chosen options) error {
	start := time.Now()
	client, err := chosen.client("benchmark-peer")
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	all := []cache.SharedIndexInformer{
		factory.Core().V1().Pods().Informer(),
		factory.Core().V1().Services().Informer(),
		factory.Discovery().V1beta1().EndpointSlices().Informer(),
		factory.Networking().V1().Ingresses().Informer(),
		factory.Apps().V1().Deployments().Informer(),
	}
	stop := make(chan struct{})
	factory.Start(stop)
	count := 0
	for _, informer := range all {
		if !cache.WaitForCacheSync(stop, informer.HasSynced) {
			return fmt.Errorf("the informers do not sync")
		}
		count += len(informer.GetStore().ListKeys())
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"seconds": time.Since(start).Seconds(), "objects": count, "peakMiB": memory("VmHWM"), "residentMiB": memory("VmRSS"),
	})
}

// memory reads a line of the process's own status, in MiB.
func memory(field string) float64 {
	text, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(text), "\n") {
		if words := strings.Fields(line); len(words) > 1 && words[0] == field+":" {
			number, _ := strconv.ParseFloat(words[1], 64)
			return number / 1024
		}
	}
	return 0
}
