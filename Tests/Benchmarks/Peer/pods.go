package main

import (
	"context"
	"fmt"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func probe(path string) *core.Probe {
	return &core.Probe{
		Handler:             core.Handler{HTTPGet: &core.HTTPGetAction{Path: path, Port: intstr.FromString("http"), Scheme: core.URISchemeHTTP}},
		InitialDelaySeconds: 5, PeriodSeconds: 10, TimeoutSeconds: 1, SuccessThreshold: 1, FailureThreshold: 3,
	}
}

// podSpec is what a usual Deployment runs, as the API server and its admission leave it.
func podSpec(deployment int, node string) core.PodSpec {
	environment := []core.EnvVar{
		{Name: "POD_NAME", ValueFrom: &core.EnvVarSource{FieldRef: &core.ObjectFieldSelector{APIVersion: "v1", FieldPath: "metadata.name"}}},
		{Name: "POD_NAMESPACE", ValueFrom: &core.EnvVarSource{FieldRef: &core.ObjectFieldSelector{APIVersion: "v1", FieldPath: "metadata.namespace"}}},
		{Name: "DATABASE_URL", Value: fmt.Sprintf("postgres://%s@database.data.svc.cluster.local:5432/checkout", application(deployment))},
		{Name: "DATABASE_PASSWORD", ValueFrom: &core.EnvVarSource{SecretKeyRef: &core.SecretKeySelector{LocalObjectReference: core.LocalObjectReference{Name: "database"}, Key: "password"}}},
		{Name: "LOG_LEVEL", Value: "info"},
	}
	token := "default-token-" + hex("token %d", deployment)[:5]
	seconds := int64(300)
	grace := int64(30)
	return core.PodSpec{
		NodeName: node, ServiceAccountName: "default", DeprecatedServiceAccount: "default", TerminationGracePeriodSeconds: &grace,
		Containers: []core.Container{{
			Name: "checkout", Image: "images.example.com/shop/checkout:v1.42.7", ImagePullPolicy: core.PullIfNotPresent, Env: environment,
			Ports:     []core.ContainerPort{{Name: "http", ContainerPort: 8080, Protocol: core.ProtocolTCP}, {Name: "metrics", ContainerPort: 9090, Protocol: core.ProtocolTCP}},
			Resources: core.ResourceRequirements{Requests: quantities("100m", "128Mi"), Limits: quantities("1", "512Mi")},
			VolumeMounts: []core.VolumeMount{{Name: "configuration", MountPath: "/etc/checkout"}, {Name: "cache", MountPath: "/var/cache/checkout"},
				{Name: token, ReadOnly: true, MountPath: "/var/run/secrets/kubernetes.io/serviceaccount"}},
			LivenessProbe: probe("/healthz"), ReadinessProbe: probe("/readyz"),
		}},
		Volumes: []core.Volume{
			{Name: "configuration", VolumeSource: core.VolumeSource{ConfigMap: &core.ConfigMapVolumeSource{LocalObjectReference: core.LocalObjectReference{Name: application(deployment)}}}},
			{Name: "cache", VolumeSource: core.VolumeSource{EmptyDir: &core.EmptyDirVolumeSource{}}},
			{Name: token, VolumeSource: core.VolumeSource{Secret: &core.SecretVolumeSource{SecretName: token}}},
		},
		Tolerations: []core.Toleration{
			{Key: "node.kubernetes.io/not-ready", Operator: core.TolerationOpExists, Effect: core.TaintEffectNoExecute, TolerationSeconds: &seconds},
			{Key: "node.kubernetes.io/unreachable", Operator: core.TolerationOpExists, Effect: core.TaintEffectNoExecute, TolerationSeconds: &seconds},
		},
	}
}

// makePod makes a pod as its ReplicaSet would, and gives it the status that its kubelet would.
func makePod(ctx context.Context, all writers, size sizes, index int) error {
	service := index / podsOfService
	deployment, shard := service/servicesOfDeployment, service%servicesOfDeployment
	isTrue := true
	pod, err := all.controller.CoreV1().Pods(namespaceOf(size, deployment)).Create(ctx, &core.Pod{
		ObjectMeta: meta.ObjectMeta{
			Name: podName(index), GenerateName: replicaSet(deployment) + "-", Labels: podLabels(deployment, shard),
			Annotations: map[string]string{"prometheus.io/scrape": "true", "prometheus.io/port": "9090",
				"checksum/config": hex("a %d", deployment) + hex("b %d", deployment) + hex("c %d", deployment) + hex("d %d", deployment)},
			OwnerReferences: []meta.OwnerReference{{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: replicaSet(deployment), UID: podUID(-deployment - 1), Controller: &isTrue, BlockOwnerDeletion: &isTrue}},
		},
		Spec: podSpec(deployment, nodeName(size, index)),
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	pod.Status = podStatus(size, index)
	_, err = all.kubelet.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, pod, meta.UpdateOptions{})
	return err
}

func podStatus(size sizes, index int) core.PodStatus {
	started := meta.NewTime(time.Unix(1_700_000_000+int64(index), 0))
	var conditions []core.PodCondition
	for _, kind := range []core.PodConditionType{core.PodInitialized, core.PodReady, core.ContainersReady, core.PodScheduled} {
		conditions = append(conditions, core.PodCondition{Type: kind, Status: core.ConditionTrue, LastTransitionTime: started})
	}
	isStarted := true
	host := index % size.nodes
	return core.PodStatus{
		Phase: core.PodRunning, Conditions: conditions, HostIP: fmt.Sprintf("10.0.%d.%d", host>>8, host&255),
		PodIP: podAddress(index), PodIPs: []core.PodIP{{IP: podAddress(index)}}, StartTime: &started, QOSClass: core.PodQOSBurstable,
		ContainerStatuses: []core.ContainerStatus{{
			Name: "checkout", Ready: true, Started: &isStarted, RestartCount: int32(index % 50 / 49), Image: "images.example.com/shop/checkout:v1.42.7",
			State:       core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: started}},
			ImageID:     "images.example.com/shop/checkout@sha256:" + hex("i") + hex("m") + hex("a") + hex("g"),
			ContainerID: "containerd://" + hex("w %d", index) + hex("x %d", index) + hex("y %d", index) + hex("z %d", index),
		}},
	}
}
