import SwiftProtobuf
import Testing
import Topology

@testable import Kubernetes

/// The same object read from JSON and from protobuf is the same value.
@Suite struct WireParityTests {
  private static let metadata: JSONValue = ["name": "web", "namespace": "shop"]

  private static let service = Wire_Service.with {
    $0.metadata = .with {
      $0.name = "web"
      $0.namespace = "shop"
    }
    $0.spec = .with {
      $0.type = "LoadBalancer"
      $0.externalIps = ["192.0.2.9"]
      $0.loadBalancerIp = "192.0.2.1"
      $0.loadBalancerSourceRanges = ["10.0.0.0/8"]
      $0.healthCheckNodePort = 30_900
      $0.ipFamilyPolicy = "PreferDualStack"
      $0.ipFamilies = ["IPv4", "IPv6"]
      $0.allocateLoadBalancerNodePorts = false
      $0.loadBalancerClass = "example.com/vip"
      $0.trafficDistribution = "PreferSameZone"
      $0.ports = [
        .with {
          $0.port = 80
          $0.protocol = "TCP"
          $0.appProtocol = "kubernetes.io/h2c"
        }
      ]
    }
    $0.status = .with {
      $0.conditions = [
        .with {
          $0.type = "cilium.io/IPAMRequestSatisfied"
          $0.status = "False"
          $0.reason = "out_of_ips"
          $0.message = "no more"
        }
      ]
      $0.loadBalancer = .with {
        $0.ingress = [
          .with { $0.ip = "192.0.2.1" },
          .with {
            $0.hostname = "a.example.com"
            $0.ports = [
              .with { $0.port = 443 },
              .with {
                $0.port = 80
                $0.protocol = "UDP"
                $0.error = "foo.example.com/InUse"
              },
            ]
          },
        ]
      }
    }
  }

  private static let serviceObject: JSONValue = [
    "metadata": metadata,
    "spec": [
      "type": "LoadBalancer", "externalIPs": ["192.0.2.9"], "loadBalancerIP": "192.0.2.1",
      "loadBalancerSourceRanges": ["10.0.0.0/8"], "healthCheckNodePort": 30_900,
      "ipFamilyPolicy": "PreferDualStack", "ipFamilies": ["IPv4", "IPv6"],
      "allocateLoadBalancerNodePorts": false, "loadBalancerClass": "example.com/vip",
      "trafficDistribution": "PreferSameZone",
      "ports": [["port": 80, "protocol": "TCP", "appProtocol": "kubernetes.io/h2c"]],
    ],
    "status": [
      "conditions": [
        [
          "type": "cilium.io/IPAMRequestSatisfied", "status": "False", "reason": "out_of_ips",
          "message": "no more",
        ]
      ],
      "loadBalancer": [
        "ingress": [
          ["ip": "192.0.2.1"],
          [
            "hostname": "a.example.com",
            "ports": [
              ["port": 443], ["port": 80, "protocol": "UDP", "error": "foo.example.com/InUse"],
            ],
          ],
        ]
      ],
    ],
  ]

  @Test func `a Service with all that it may ask of a load balancer`() throws {
    var decoder = ObjectDecoder(.service)
    let read = try decoder.resource(try Self.service.serializedBytes())
    #expect(read == Resource(Self.serviceObject, kind: .service))
  }

  @Test func `node ports are allocated where nothing is said of them`() throws {
    let plain = Wire_Service.with {
      $0.metadata = Self.service.metadata
      $0.spec = .with { $0.type = "LoadBalancer" }
    }
    var decoder = ObjectDecoder(.service)
    let read = try decoder.resource(try plain.serializedBytes())
    let object: JSONValue = ["metadata": Self.metadata, "spec": ["type": "LoadBalancer"]]
    #expect(read == Resource(object, kind: .service))
  }

  @Test func `a node's network and a StatefulSet's Service`() throws {
    let conditions = [("Ready", "True"), ("NetworkUnavailable", "True")]
    let node = Wire_Node.with {
      $0.metadata = .with { $0.name = "a" }
      $0.spec = .with {
        $0.podCidr = "10.244.1.0/24"
        $0.podCidrs = ["10.244.1.0/24", "fd00:1::/64"]
        $0.providerID = "aws:///eu-west-1a/i-1"
      }
      $0.status = .with {
        $0.conditions = conditions.map { type, status in
          .with {
            $0.type = type
            $0.status = status
            $0.reason = "CalicoIsDown"
          }
        }
      }
    }
    var nodes = ObjectDecoder(.node)
    let object: JSONValue = [
      "metadata": ["name": "a"],
      "spec": [
        "podCIDR": "10.244.1.0/24", "podCIDRs": ["10.244.1.0/24", "fd00:1::/64"],
        "providerID": "aws:///eu-west-1a/i-1",
      ],
      "status": [
        "conditions": .array(
          conditions.map {
            ["type": .string($0.0), "status": .string($0.1), "reason": "CalicoIsDown"]
          })
      ],
    ]
    #expect(try nodes.resource(try node.serializedBytes()) == Resource(object, kind: .node))
    let set = Wire_StatefulSet.with {
      $0.metadata = Self.service.metadata
      $0.spec = .with { $0.serviceName = "web-peers" }
    }
    var sets = ObjectDecoder(.statefulSet)
    let tree: JSONValue = ["metadata": Self.metadata, "spec": ["serviceName": "web-peers"]]
    #expect(try sets.resource(try set.serializedBytes()) == Resource(tree, kind: .statefulSet))
  }

  @Test func `what the agents of a DaemonSet are told, and nothing of a Deployment`() throws {
    let template = Wire_PodTemplateSpec.with {
      $0.spec = .with {
        $0.containers = [
          .with {
            $0.name = "agent"
            $0.image = "calico/node:v3.28.1"
            $0.args = ["--mode=x"]
            $0.env = [
              .with {
                $0.name = "CLUSTER_TYPE"
                $0.value = "k8s,bgp"
              }, .with { $0.name = "ETCD_PASSWORD" },
            ]
          }
        ]
      }
    }
    let tree: JSONValue = [
      "metadata": Self.metadata,
      "spec": [
        "template": [
          "spec": [
            "containers": [
              [
                "name": "agent", "image": "calico/node:v3.28.1", "args": ["--mode=x"],
                "env": [
                  ["name": "CLUSTER_TYPE", "value": "k8s,bgp"],
                  [
                    "name": "ETCD_PASSWORD",
                    "valueFrom": ["secretKeyRef": ["name": "a", "key": "b"]],
                  ],
                ],
              ]
            ]
          ]
        ]
      ],
    ]
    let set = Wire_DaemonSet.with {
      $0.metadata = Self.service.metadata
      $0.spec = .with { $0.template = template }
    }
    var sets = ObjectDecoder(.daemonSet)
    let read = try sets.resource(try set.serializedBytes())
    #expect(read == Resource(tree, kind: .daemonSet))
    guard case .workload(let workload) = read else {
      Issue.record("no workload")
      return
    }
    #expect(workload.template.settings?.images == ["calico/node:v3.28.1"])
    #expect(
      workload.template.settings?.environment
        == ["CLUSTER_TYPE": "k8s,bgp", "ETCD_PASSWORD": ""])
    let deployment = Wire_Deployment.with {
      $0.metadata = Self.service.metadata
      $0.spec = .with { $0.template = template }
    }
    var deployments = ObjectDecoder(.deployment)
    guard case .workload(let plain) = try deployments.resource(deployment.serializedBytes()) else {
      Issue.record("no workload")
      return
    }
    #expect(plain.template.settings == nil)
  }
}
