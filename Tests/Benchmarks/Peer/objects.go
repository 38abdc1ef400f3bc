package main

import (
	"context"
	"fmt"
	"hash/fnv"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1beta1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// hex is a short text that follows from what it is made of, like the suffixes that controllers give.
func hex(format string, values ...interface{}) string {
	sum := fnv.New64a()
	fmt.Fprintf(sum, format, values...)
	return fmt.Sprintf("%016x", sum.Sum64())
}

func namespaceOf(size sizes, deployment int) string {
	return fmt.Sprintf("team-%03d", deployment%size.namespaces)
}
func application(deployment int) string { return fmt.Sprintf("checkout-%04d", deployment) }
func serviceName(service int) string {
	return fmt.Sprintf("%s-shard-%d", application(service/servicesOfDeployment), service%servicesOfDeployment)
}
func replicaSet(deployment int) string {
	return application(deployment) + "-" + hex("set %d", deployment)[:10]
}
func podName(pod int) string {
	return replicaSet(pod/podsOfService/servicesOfDeployment) + "-" + hex("pod %d", pod)[:5] + fmt.Sprintf("%x", pod%16)
}
func podAddress(pod int) string { return fmt.Sprintf("10.%d.%d.%d", 128+pod>>16, pod>>8&255, pod&255) }
func nodeName(size sizes, pod int) string {
	return fmt.Sprintf("worker-%04d.europe-1.compute.example.internal", pod%size.nodes)
}

func labels(deployment int) map[string]string {
	return map[string]string{
		"app.kubernetes.io/name": application(deployment), "app.kubernetes.io/instance": application(deployment) + "-production",
		"app.kubernetes.io/part-of": "checkout", "app.kubernetes.io/managed-by": "Helm",
	}
}

func podLabels(deployment, shard int) map[string]string {
	all := labels(deployment)
	all["pod-template-hash"] = hex("set %d", deployment)[:10]
	all["shard"] = fmt.Sprint(shard)
	return all
}

func selector(deployment int) *meta.LabelSelector {
	return &meta.LabelSelector{MatchLabels: map[string]string{"app.kubernetes.io/name": application(deployment)}}
}

func makeNamespace(ctx context.Context, all writers, size sizes, index int) error {
	_, err := all.kubectl.CoreV1().Namespaces().Create(ctx, &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: namespaceOf(size, index)}}, meta.CreateOptions{})
	return err
}

func makeNode(ctx context.Context, all writers, size sizes, index int) error {
	name := nodeName(size, index)
	node := &core.Node{
		ObjectMeta: meta.ObjectMeta{Name: name, Labels: map[string]string{
			"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
			"topology.kubernetes.io/zone": fmt.Sprintf("europe-1-%c", 'a'+index%3), "topology.kubernetes.io/region": "europe-1",
			"node.kubernetes.io/instance-type": "standard-8",
		}},
		Status: core.NodeStatus{
			Conditions: []core.NodeCondition{{Type: core.NodeReady, Status: core.ConditionTrue, Reason: "KubeletReady", Message: "kubelet is posting ready status"}},
			Addresses:  []core.NodeAddress{{Type: core.NodeInternalIP, Address: fmt.Sprintf("10.0.%d.%d", index>>8, index&255)}, {Type: core.NodeHostName, Address: name}},
		},
	}
	_, err := all.kubelet.CoreV1().Nodes().Create(ctx, node, meta.CreateOptions{})
	return err
}

// makeDeployment makes a Deployment and its ReplicaSet, both with a status.
func makeDeployment(ctx context.Context, all writers, size sizes, index int) error {
	count := int32(servicesOfDeployment * podsOfService)
	namespace := namespaceOf(size, index)
	template := core.PodTemplateSpec{ObjectMeta: meta.ObjectMeta{Labels: labels(index)}, Spec: podSpec(index, "")}
	deployment, err := all.kubectl.AppsV1().Deployments(namespace).Create(ctx, &apps.Deployment{
		ObjectMeta: meta.ObjectMeta{Name: application(index), Labels: labels(index), Annotations: map[string]string{"meta.helm.sh/release-name": application(index)}},
		Spec:       apps.DeploymentSpec{Replicas: &count, Selector: selector(index), Template: template},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	deployment.Status = apps.DeploymentStatus{ObservedGeneration: 1, Replicas: count, UpdatedReplicas: count, ReadyReplicas: count, AvailableReplicas: count}
	if _, err = all.controller.AppsV1().Deployments(namespace).UpdateStatus(ctx, deployment, meta.UpdateOptions{}); err != nil {
		return err
	}
	isController := true
	set, err := all.controller.AppsV1().ReplicaSets(namespace).Create(ctx, &apps.ReplicaSet{
		ObjectMeta: meta.ObjectMeta{
			Name: replicaSet(index), Labels: labels(index),
			OwnerReferences: []meta.OwnerReference{{APIVersion: "apps/v1", Kind: "Deployment", Name: deployment.Name, UID: deployment.UID, Controller: &isController}},
		},
		Spec: apps.ReplicaSetSpec{Replicas: &count, Selector: selector(index), Template: template},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	set.Status = apps.ReplicaSetStatus{ObservedGeneration: 1, Replicas: count, ReadyReplicas: count, AvailableReplicas: count}
	_, err = all.controller.AppsV1().ReplicaSets(namespace).UpdateStatus(ctx, set, meta.UpdateOptions{})
	return err
}

// makeService makes a Service and the slice that its controller would make.
func makeService(ctx context.Context, all writers, size sizes, index int) error {
	deployment, shard := index/servicesOfDeployment, index%servicesOfDeployment
	namespace := namespaceOf(size, deployment)
	service, err := all.kubectl.CoreV1().Services(namespace).Create(ctx, &core.Service{
		ObjectMeta: meta.ObjectMeta{Name: serviceName(index), Labels: labels(deployment), Annotations: map[string]string{"meta.helm.sh/release-name": application(deployment)}},
		Spec: core.ServiceSpec{
			Selector: map[string]string{"app.kubernetes.io/name": application(deployment), "shard": fmt.Sprint(shard)},
			Ports:    []core.ServicePort{{Name: "http", Port: 80, TargetPort: intstr.FromString("http")}},
		},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	isTrue, protocol, portName, port := true, core.ProtocolTCP, "http", int32(8080)
	slice := &discovery.EndpointSlice{
		ObjectMeta: meta.ObjectMeta{
			Name: service.Name + "-" + hex("slice %d", index)[:5],
			Labels: map[string]string{discovery.LabelServiceName: service.Name, discovery.LabelManagedBy: "endpointslice-controller.k8s.io",
				"app.kubernetes.io/name": application(deployment)},
			OwnerReferences: []meta.OwnerReference{{APIVersion: "v1", Kind: "Service", Name: service.Name, UID: service.UID, Controller: &isTrue}},
		},
		AddressType: discovery.AddressTypeIPv4,
		Ports:       []discovery.EndpointPort{{Name: &portName, Protocol: &protocol, Port: &port}},
	}
	for pod := index * podsOfService; pod < (index+1)*podsOfService; pod++ {
		node := nodeName(size, pod)
		slice.Endpoints = append(slice.Endpoints, discovery.Endpoint{
			Addresses: []string{podAddress(pod)}, Conditions: discovery.EndpointConditions{Ready: &isTrue},
			TargetRef: &core.ObjectReference{Kind: "Pod", Namespace: namespace, Name: podName(pod), UID: podUID(pod), ResourceVersion: "1"},
			Topology: map[string]string{"kubernetes.io/hostname": node, "topology.kubernetes.io/region": "europe-1",
				"topology.kubernetes.io/zone": fmt.Sprintf("europe-1-%c", 'a'+pod%size.nodes%3)},
		})
	}
	_, err = all.controller.DiscoveryV1beta1().EndpointSlices(namespace).Create(ctx, slice, meta.CreateOptions{})
	return err
}

func podUID(pod int) types.UID {
	text := hex("uid %d", pod) + hex("rest %d", pod)
	return types.UID(text[:8] + "-" + text[8:12] + "-4" + text[13:16] + "-a" + text[17:20] + "-" + text[20:])
}

func makeIngress(ctx context.Context, all writers, size sizes, index int) error {
	prefix, class := networking.PathTypePrefix, "nginx"
	var paths []networking.HTTPIngressPath
	for shard := 0; shard < servicesOfDeployment; shard++ {
		paths = append(paths, networking.HTTPIngressPath{Path: fmt.Sprintf("/shard-%d", shard), PathType: &prefix,
			Backend: networking.IngressBackend{Service: &networking.IngressServiceBackend{
				Name: serviceName(index*servicesOfDeployment + shard), Port: networking.ServiceBackendPort{Name: "http"}}}})
	}
	_, err := all.kubectl.NetworkingV1().Ingresses(namespaceOf(size, index)).Create(ctx, &networking.Ingress{
		ObjectMeta: meta.ObjectMeta{Name: application(index), Labels: labels(index), Annotations: map[string]string{"nginx.ingress.kubernetes.io/proxy-read-timeout": "30"}},
		Spec: networking.IngressSpec{IngressClassName: &class, Rules: []networking.IngressRule{{Host: application(index) + ".shop.example.com",
			IngressRuleValue: networking.IngressRuleValue{HTTP: &networking.HTTPIngressRuleValue{Paths: paths}}}}},
	}, meta.CreateOptions{})
	return err
}

func quantities(processor, memory string) core.ResourceList {
	return core.ResourceList{core.ResourceCPU: resource.MustParse(processor), core.ResourceMemory: resource.MustParse(memory)}
}
