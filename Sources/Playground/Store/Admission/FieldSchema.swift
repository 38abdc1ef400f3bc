import Topology

/// The fields of the built-in kinds with their types, so that typing errors are told and not stored.
///
/// One line a message, named as the API's Go types are: fields as `name type`. Types are `text`, `number`,
/// `flag`, `map` (of texts), `intOrString`, `any`, or a message; `[]` makes a list.
enum FieldSchema {
  /// How one field is read.
  struct Field: Sendable {
    let type: String
    let isList: Bool
  }

  /// The fields of a message; nil when it may hold anything.
  static func fields(of message: String) -> [String: Field]? { messages[message] }

  private static let messages: [String: [String: Field]] = {
    var result: [String: [String: Field]] = [:]
    for line in (objects + pods + networking).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      var fields: [String: Field] = [:]
      for entry in parts[1].split(separator: ",") {
        let words = entry.split(separator: " ")
        let isList = words[1].hasSuffix("[]")
        fields[String(words[0])] = Field(
          type: String(isList ? words[1].dropLast(2) : words[1]), isList: isList)
      }
      result[String(parts[0])] = fields
    }
    let head = ["apiVersion": "text", "kind": "text", "metadata": "ObjectMeta", "status": "any"]
    for (name, type) in head {
      for kind in kinds { result[kind]?[name] = Field(type: type, isList: false) }
    }
    return result
  }()

  private static let kinds = [
    "Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Service", "Endpoints",
    "EndpointSlice", "Secret", "ConfigMap", "Namespace", "Node", "Ingress", "IngressClass",
    "NetworkPolicy",
  ]

  private static let objects = """
    Pod: spec PodSpec
    Deployment: spec DeploymentSpec
    ReplicaSet: spec ReplicaSetSpec
    StatefulSet: spec StatefulSetSpec
    DaemonSet: spec DaemonSetSpec
    Service: spec ServiceSpec
    Endpoints: subsets EndpointSubset[]
    EndpointSlice: addressType text, endpoints Endpoint[], ports EndpointPort[]
    Secret: data map, stringData map, type text, immutable flag
    ConfigMap: data map, binaryData map, immutable flag
    Namespace: spec any
    Node: spec any
    Ingress: spec IngressSpec
    IngressClass: spec IngressClassSpec
    NetworkPolicy: spec NetworkPolicySpec
    ObjectMeta: name text, generateName text, namespace text, selfLink text, uid text, resourceVersion text, generation number, creationTimestamp text, deletionTimestamp text, deletionGracePeriodSeconds number, labels map, annotations map, ownerReferences OwnerReference[], finalizers text[], managedFields any, clusterName text
    OwnerReference: apiVersion text, kind text, name text, uid text, controller flag, blockOwnerDeletion flag
    LabelSelector: matchLabels map, matchExpressions LabelSelectorRequirement[]
    LabelSelectorRequirement: key text, operator text, values text[]
    DeploymentSpec: replicas number, selector LabelSelector, template PodTemplateSpec, strategy DeploymentStrategy, minReadySeconds number, revisionHistoryLimit number, paused flag, progressDeadlineSeconds number, rollbackTo any
    DeploymentStrategy: type text, rollingUpdate RollingUpdateDeployment
    RollingUpdateDeployment: maxUnavailable intOrString, maxSurge intOrString
    ReplicaSetSpec: replicas number, minReadySeconds number, selector LabelSelector, template PodTemplateSpec
    StatefulSetSpec: replicas number, selector LabelSelector, template PodTemplateSpec, volumeClaimTemplates any, serviceName text, podManagementPolicy text, updateStrategy any, revisionHistoryLimit number, minReadySeconds number, persistentVolumeClaimRetentionPolicy any, ordinals any
    DaemonSetSpec: selector LabelSelector, template PodTemplateSpec, updateStrategy any, minReadySeconds number, revisionHistoryLimit number, templateGeneration number

    """

  private static let pods = """
    PodTemplateSpec: metadata ObjectMeta, spec PodSpec
    PodSpec: volumes any, initContainers Container[], containers Container[], ephemeralContainers any, restartPolicy text, terminationGracePeriodSeconds number, activeDeadlineSeconds number, dnsPolicy text, nodeSelector map, serviceAccountName text, serviceAccount text, automountServiceAccountToken flag, nodeName text, hostNetwork flag, hostPID flag, hostIPC flag, hostUsers flag, shareProcessNamespace flag, securityContext any, imagePullSecrets any, hostname text, subdomain text, affinity any, schedulerName text, tolerations Toleration[], hostAliases any, priorityClassName text, priority number, dnsConfig any, readinessGates any, runtimeClassName text, enableServiceLinks flag, preemptionPolicy text, overhead any, topologySpreadConstraints any, setHostnameAsFQDN flag, os any, schedulingGates any, resourceClaims any, resources any, hostnameOverride text, workloadRef any
    Toleration: key text, operator text, value text, effect text, tolerationSeconds number
    Container: name text, image text, command text[], args text[], workingDir text, ports ContainerPort[], envFrom any, env EnvVar[], resources any, resizePolicy any, restartPolicy text, restartPolicyRules any, volumeMounts VolumeMount[], volumeDevices any, livenessProbe Probe, readinessProbe Probe, startupProbe Probe, lifecycle any, terminationMessagePath text, terminationMessagePolicy text, imagePullPolicy text, securityContext any, stdin flag, stdinOnce flag, tty flag
    ContainerPort: name text, hostPort number, containerPort number, protocol text, hostIP text
    EnvVar: name text, value text, valueFrom any
    VolumeMount: name text, mountPath text, subPath text, subPathExpr text, mountPropagation text, recursiveReadOnly text, readOnly flag
    Probe: exec any, httpGet HTTPGetAction, tcpSocket TCPSocketAction, grpc any, initialDelaySeconds number, timeoutSeconds number, periodSeconds number, successThreshold number, failureThreshold number, terminationGracePeriodSeconds number
    HTTPGetAction: path text, port intOrString, host text, scheme text, httpHeaders any
    TCPSocketAction: port intOrString, host text

    """

  private static let networking = """
    ServiceSpec: ports ServicePort[], selector map, clusterIP text, clusterIPs text[], type text, externalIPs text[], sessionAffinity text, sessionAffinityConfig SessionAffinityConfig, loadBalancerIP text, loadBalancerSourceRanges text[], loadBalancerClass text, externalName text, externalTrafficPolicy text, internalTrafficPolicy text, healthCheckNodePort number, publishNotReadyAddresses flag, ipFamilies text[], ipFamilyPolicy text, ipFamily text, allocateLoadBalancerNodePorts flag, trafficDistribution text, topologyKeys text[]
    SessionAffinityConfig: clientIP ClientIPConfig
    ClientIPConfig: timeoutSeconds number
    ServicePort: name text, protocol text, port number, targetPort intOrString, nodePort number, appProtocol text
    EndpointSubset: addresses any, notReadyAddresses any, ports EndpointPort[]
    EndpointPort: name text, port number, protocol text, appProtocol text
    Endpoint: addresses text[], conditions EndpointConditions, hostname text, targetRef any, nodeName text, zone text, hints any, deprecatedTopology map
    EndpointConditions: ready flag, serving flag, terminating flag
    IngressSpec: ingressClassName text, defaultBackend IngressBackend, tls IngressTLS[], rules IngressRule[]
    IngressTLS: hosts text[], secretName text
    IngressRule: host text, http HTTPIngressRuleValue
    HTTPIngressRuleValue: paths HTTPIngressPath[]
    HTTPIngressPath: path text, pathType text, backend IngressBackend
    IngressBackend: service IngressServiceBackend, resource any
    IngressServiceBackend: name text, port ServiceBackendPort
    ServiceBackendPort: name text, number number
    IngressClassSpec: controller text, parameters any
    NetworkPolicySpec: podSelector LabelSelector, ingress NetworkPolicyIngressRule[], egress NetworkPolicyEgressRule[], policyTypes text[]
    NetworkPolicyIngressRule: ports NetworkPolicyPort[], from NetworkPolicyPeer[]
    NetworkPolicyEgressRule: ports NetworkPolicyPort[], to NetworkPolicyPeer[]
    NetworkPolicyPort: protocol text, port intOrString, endPort number
    NetworkPolicyPeer: podSelector LabelSelector, namespaceSelector LabelSelector, ipBlock IPBlock
    IPBlock: cidr text, except text[]
    """
}
