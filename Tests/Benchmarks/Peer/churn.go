package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// churn changes the status of pods at a steady rate, as rollouts and probes do, and every tenth time a slice.
func churn(chosen options) error {
	client, err := chosen.client("benchmark-churn")
	if err != nil {
		return err
	}
	size := newSizes(chosen.scale)
	total := chosen.rate * chosen.seconds
	start := time.Now()
	var late int64
	err = parallel(total, 64, func(number int) error {
		due := start.Add(time.Duration(number) * time.Second / time.Duration(chosen.rate))
		if wait := time.Until(due); wait > 0 {
			time.Sleep(wait)
		} else if wait < -time.Second {
			atomic.AddInt64(&late, 1)
		}
		pod := number * 7919 % (size.services * podsOfService)
		service := pod / podsOfService
		deployment := service / servicesOfDeployment
		if number%10 == 0 {
			name := serviceName(service) + "-" + hex("slice %d", service)[:5]
			patch := fmt.Sprintf(`{"metadata":{"annotations":{"endpoints.kubernetes.io/last-change-trigger-time":"%d"}}}`, number)
			_, err := client.DiscoveryV1beta1().EndpointSlices(namespaceOf(size, deployment)).Patch(
				context.Background(), name, types.MergePatchType, []byte(patch), meta.PatchOptions{})
			return err
		}
		patch := fmt.Sprintf(`{"status":{"containerStatuses":[{"name":"checkout","restartCount":%d}]}}`, number)
		_, err := client.CoreV1().Pods(namespaceOf(size, deployment)).Patch(
			context.Background(), podName(pod), types.StrategicMergePatchType, []byte(patch), meta.PatchOptions{}, "status")
		return err
	})
	if err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	return json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"changes": total, "seconds": seconds, "rate": float64(total) / seconds, "late": late,
	})
}
