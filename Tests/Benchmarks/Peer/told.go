package main

import (
	"bytes"
	"context"
	"encoding/binary"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1beta1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
)

// firstMark is the port of the first mark.
const firstMark = 20000

// told are changes as a watch tells them: frames of protobuf.
type told struct {
	pods, slices [][]byte
}

// prepare makes two changes of each of some pods and slices: another count of restarts, a readiness and its contrary.
func prepare(chosen options) (told, error) {
	var all told
	client, err := chosen.client("benchmark-storm")
	if err != nil {
		return all, err
	}
	pods, err := client.CoreV1().Pods("").List(context.Background(), meta.ListOptions{Limit: 4500})
	if err != nil {
		return all, err
	}
	slices, err := client.DiscoveryV1beta1().EndpointSlices("").List(context.Background(), meta.ListOptions{Limit: 500})
	if err != nil {
		return all, err
	}
	for round := 0; round < 2; round++ {
		for index := range pods.Items {
			pod := pods.Items[index].DeepCopy()
			for status := range pod.Status.ContainerStatuses {
				pod.Status.ContainerStatuses[status].RestartCount = int32(round + 1)
			}
			if all.pods, err = appended(all.pods, pod, core.SchemeGroupVersion); err != nil {
				return all, err
			}
		}
		for index := range slices.Items {
			slice := slices.Items[index].DeepCopy()
			isReady := round == 1
			if len(slice.Endpoints) > 0 {
				slice.Endpoints[0].Conditions.Ready = &isReady
			}
			if all.slices, err = appended(all.slices, slice, discovery.SchemeGroupVersion); err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

// marksOf makes changes of a Service that a screen shows: another port each time.
func marksOf(chosen options, namespace, name string, count int) ([][]byte, error) {
	client, err := chosen.client("benchmark-storm")
	if err != nil {
		return nil, err
	}
	service, err := client.CoreV1().Services(namespace).Get(context.Background(), name, meta.GetOptions{})
	if err != nil {
		return nil, err
	}
	var marks [][]byte
	for number := 0; number < count; number++ {
		service.Spec.Ports[0].Port = int32(firstMark + number)
		if marks, err = appended(marks, service, core.SchemeGroupVersion); err != nil {
			return nil, err
		}
	}
	return marks, nil
}

// appended adds a frame: four bytes of length and a WatchEvent, in which the object stands with its own envelope.
func appended(frames [][]byte, object runtime.Object, version schema.GroupVersion) ([][]byte, error) {
	var inner bytes.Buffer
	serializer := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme)
	if err := scheme.Codecs.EncoderForVersion(serializer, version).Encode(object, &inner); err != nil {
		return nil, err
	}
	event := meta.WatchEvent{Type: "MODIFIED", Object: runtime.RawExtension{Raw: inner.Bytes()}}
	content, err := event.Marshal()
	if err != nil {
		return nil, err
	}
	frame := make([]byte, 4, 4+len(content))
	binary.BigEndian.PutUint32(frame, uint32(len(content)))
	return append(frames, append(frame, content...)), nil
}
