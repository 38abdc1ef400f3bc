/// The messages of k8s.io/api's `generated.proto` files that clients send in their typed calls.
///
/// One line a message: its fields as `number name type`. Types are `text`, `number`, `flag`, `bytes`, `map`
/// (of texts), `bytesMap`, `intOrString`, or a message; `[]` repeats; `!` keeps a zero, for fields whose
/// absence means something else. The name `-` puts a message's fields into the message around it.
enum ProtobufSchema {
  /// How one field is read.
  struct Field: Sendable {
    let name: String
    let type: String
    let isRepeated: Bool
    let keepsZero: Bool
  }

  /// The fields of a message by their numbers; nil for messages that are not read.
  static func fields(of message: String) -> [Int: Field]? { messages[message] }

  private static let messages: [String: [Int: Field]] = {
    var result: [String: [Int: Field]] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      var fields: [Int: Field] = [:]
      for entry in parts[1].split(separator: ",") {
        let words = entry.split(separator: " ")
        guard let number = Int(words[0]) else { continue }
        let type = words[2]
        fields[number] = Field(
          name: String(words[1]), type: String(type.filter { !"[]!".contains($0) }),
          isRepeated: type.contains("["), keepsZero: type.contains("!"))
      }
      result[String(parts[0])] = fields
    }
    return result
  }()

  private static let text = """
    ObjectMeta: 1 name text, 2 generateName text, 3 namespace text, 5 uid text, 6 resourceVersion text, 11 labels map, 12 annotations map, 13 ownerReferences OwnerReference[], 14 finalizers text[]
    OwnerReference: 1 kind text, 3 name text, 4 uid text, 5 apiVersion text, 6 controller flag, 7 blockOwnerDeletion flag
    LabelSelector: 1 matchLabels map, 2 matchExpressions Requirement[]
    Requirement: 1 key text, 2 operator text, 3 values text[]
    Namespace: 1 metadata ObjectMeta
    ConfigMap: 1 metadata ObjectMeta, 2 data map, 3 binaryData bytesMap, 4 immutable flag
    Secret: 1 metadata ObjectMeta, 2 data bytesMap, 3 type text, 4 stringData map, 5 immutable flag
    Service: 1 metadata ObjectMeta, 2 spec ServiceSpec
    ServiceSpec: 1 ports ServicePort[], 2 selector map, 3 clusterIP text, 4 type text, 5 externalIPs text[], 7 sessionAffinity text, 8 loadBalancerIP text, 10 externalName text, 11 externalTrafficPolicy text, 12 healthCheckNodePort number, 13 publishNotReadyAddresses flag, 14 sessionAffinityConfig AffinityConfig, 17 ipFamilyPolicy text, 18 clusterIPs text[], 19 ipFamilies text[], 20 allocateLoadBalancerNodePorts flag!, 21 loadBalancerClass text, 22 internalTrafficPolicy text
    AffinityConfig: 1 clientIP ClientAffinity
    ClientAffinity: 1 timeoutSeconds number!
    ServicePort: 1 name text, 2 protocol text, 3 port number, 4 targetPort intOrString, 5 nodePort number, 6 appProtocol text
    Deployment: 1 metadata ObjectMeta, 2 spec DeploymentSpec
    DeploymentSpec: 1 replicas number!, 2 selector LabelSelector, 3 template PodTemplate, 4 strategy Strategy, 5 minReadySeconds number, 6 revisionHistoryLimit number!, 7 paused flag, 9 progressDeadlineSeconds number!
    Strategy: 1 type text, 2 rollingUpdate RollingUpdate
    RollingUpdate: 1 maxUnavailable intOrString, 2 maxSurge intOrString
    PodTemplate: 1 metadata ObjectMeta, 2 spec PodSpec
    Pod: 1 metadata ObjectMeta, 2 spec PodSpec
    PodSpec: 2 containers Container[], 3 restartPolicy text, 4 terminationGracePeriodSeconds number!, 6 dnsPolicy text, 7 nodeSelector map, 8 serviceAccountName text, 10 nodeName text, 16 hostname text, 17 subdomain text, 20 initContainers Container[]
    Container: 1 name text, 2 image text, 3 command text[], 4 args text[], 5 workingDir text, 6 ports ContainerPort[], 7 env EnvVar[], 10 livenessProbe Probe, 11 readinessProbe Probe, 14 imagePullPolicy text
    ContainerPort: 1 name text, 2 hostPort number, 3 containerPort number, 4 protocol text
    EnvVar: 1 name text, 2 value text
    Probe: 1 - Handler, 2 initialDelaySeconds number, 3 timeoutSeconds number, 4 periodSeconds number, 5 successThreshold number, 6 failureThreshold number
    Handler: 2 httpGet HTTPGet, 3 tcpSocket TCPSocket
    HTTPGet: 1 path text, 2 port intOrString, 3 host text, 4 scheme text
    TCPSocket: 1 port intOrString, 2 host text
    Ingress: 1 metadata ObjectMeta, 2 spec IngressSpec
    IngressSpec: 1 defaultBackend Backend, 2 tls IngressTLS[], 3 rules IngressRule[], 4 ingressClassName text
    IngressTLS: 1 hosts text[], 2 secretName text
    IngressRule: 1 host text, 2 - RuleValue
    RuleValue: 1 http Paths
    Paths: 1 paths IngressPath[]
    IngressPath: 1 path text, 2 backend Backend, 3 pathType text
    Backend: 4 service BackendService
    BackendService: 1 name text, 2 port BackendPort
    BackendPort: 1 name text, 2 number number
    Scale: 1 metadata ObjectMeta, 2 spec ScaleSpec
    ScaleSpec: 1 replicas number!
    DeleteOptions: 1 gracePeriodSeconds number!, 2 preconditions Preconditions, 3 orphanDependents flag!, 4 propagationPolicy text, 5 dryRun text[]
    Preconditions: 1 uid text, 2 resourceVersion text
    Eviction: 1 metadata ObjectMeta, 2 deleteOptions DeleteOptions
    SelfSubjectAccessReview: 1 metadata ObjectMeta
    SelfSubjectRulesReview: 1 metadata ObjectMeta
    SelfSubjectReview: 1 metadata ObjectMeta
    """
}
