import SwiftProtobuf
import Testing
import Topology

@testable import Kubernetes

/// Templates and what holds pods up: JSON and protobuf give the same values.
@Suite struct TemplateWireTests {
  private static let spec: JSONValue = [
    "hostNetwork": true, "dnsPolicy": "Default", "hostname": "h", "subdomain": "s",
    "dnsConfig": ["nameservers": ["192.0.2.1"]],
    "readinessGates": [["conditionType": "example.com/lb"]],
    "containers": [
      [
        "name": "web", "command": ["serve"], "args": ["--host", "127.0.0.1:8080"],
        "env": [["name": "PAY", "value": "pay.shop.svc"], ["name": "SECRET"]],
        "ports": [
          ["name": "http", "containerPort": 8080, "protocol": "TCP", "hostPort": 80],
          ["containerPort": 53, "protocol": "UDP", "hostPort": 53, "hostIP": "10.0.0.1"],
        ],
        "readinessProbe": [
          "httpGet": ["path": "/ready", "port": "http", "scheme": "HTTPS", "host": "x"],
          "periodSeconds": 5, "failureThreshold": 2,
        ],
        "livenessProbe": ["tcpSocket": ["port": 8080]],
        "startupProbe": ["grpc": ["port": 9000, "service": "health"]],
      ]
    ],
    "initContainers": [
      ["name": "first"],
      [
        "name": "mesh", "restartPolicy": "Always",
        "readinessProbe": ["exec": ["command": ["a", "b"]]],
      ],
    ],
  ]

  private static let wire = Wire_TemplateSpec.with {
    $0.hostNetwork = true
    $0.dnsPolicy = "Default"
    $0.hostname = "h"
    $0.subdomain = "s"
    $0.dnsConfig = .with { $0.nameservers = ["192.0.2.1"] }
    $0.readinessGates = [.with { $0.conditionType = "example.com/lb" }]
    $0.containers = [web]
    $0.initContainers = [
      .with { $0.name = "first" },
      .with {
        $0.name = "mesh"
        $0.restartPolicy = "Always"
        $0.readinessProbe = .with {
          $0.handler = .with { $0.exec = .with { $0.command = ["a", "b"] } }
        }
      },
    ]
  }

  private static let web = Wire_TemplateContainer.with {
    $0.name = "web"
    $0.command = ["serve"]
    $0.args = ["--host", "127.0.0.1:8080"]
    $0.env = [
      .with {
        $0.name = "PAY"
        $0.value = "pay.shop.svc"
      }, .with { $0.name = "SECRET" },
    ]
    $0.ports = [
      .with {
        $0.name = "http"
        $0.containerPort = 8080
        $0.protocol = "TCP"
        $0.hostPort = 80
      },
      .with {
        $0.containerPort = 53
        $0.protocol = "UDP"
        $0.hostPort = 53
        $0.hostIp = "10.0.0.1"
      },
    ]
    $0.readinessProbe = .with {
      $0.periodSeconds = 5
      $0.failureThreshold = 2
      $0.handler = .with {
        $0.httpGet = .with {
          $0.path = "/ready"
          $0.scheme = "HTTPS"
          $0.host = "x"
          $0.port = .with {
            $0.type = 1
            $0.strVal = "http"
          }
        }
      }
    }
    $0.livenessProbe = .with {
      $0.handler = .with { $0.tcpSocket = .with { $0.port = .with { $0.intVal = 8080 } } }
    }
    $0.startupProbe = .with {
      $0.handler = .with {
        $0.grpc = .with {
          $0.port = 9000
          $0.service = "health"
        }
      }
    }
  }

  @Test func `a StatefulSet's template is the same from both`() throws {
    let object: JSONValue = [
      "metadata": ["name": "web", "namespace": "shop"],
      "spec": ["serviceName": "web", "template": ["spec": Self.spec]],
    ]
    let message = Wire_StatefulSet.with {
      $0.metadata = .with {
        $0.name = "web"
        $0.namespace = "shop"
      }
      $0.spec = .with {
        $0.serviceName = "web"
        $0.template = .with { $0.spec = Self.wire }
      }
    }
    var decoder = ObjectDecoder(.statefulSet)
    let read = try decoder.resource(try message.serializedBytes())
    #expect(read == .workload(Workload(object, kind: .statefulSet)))
    guard case .workload(let workload) = read else { return }
    #expect(workload.serviceName == "web")
    #expect(workload.template.containers.map(\.place) == ["containers[0]", "initContainers[1]"])
    #expect(workload.template.hostPorts.map(\.hostPort) == [80, 53])
    #expect(workload.template.clusterNames == ["pay.shop.svc"])
    #expect(workload.template.containers.first?.localBinding?.port == 8080)
  }

  /// The API server writes every field of a message, also those without a value; its JSON leaves them out.
  @Test(arguments: [(nil, nil, "default"), (nil, "", "default"), ("shop", "shop", "shop")])
  func `a service account that is not named is the default one in both`(
    _ name: String?, _ wire: String?, _ expected: String
  ) throws {
    let object: JSONValue = [
      "metadata": ["name": "web", "namespace": "shop"],
      "spec": ["template": ["spec": ["serviceAccountName": name.map { .string($0) } ?? .null]]],
    ]
    let message = Wire_Deployment.with {
      $0.metadata = .with {
        $0.name = "web"
        $0.namespace = "shop"
      }
      $0.spec = .with {
        $0.template = .with {
          $0.spec = .with { spec in if let wire { spec.serviceAccountName = wire } }
        }
      }
    }
    var decoder = ObjectDecoder(.deployment)
    let read = try decoder.resource(try message.serializedBytes())
    #expect(read == .workload(Workload(object, kind: .deployment)))
    guard case .workload(let workload) = read else { return }
    #expect(workload.template.serviceAccount == expected)
  }

  @Test func `why a Deployment gets no further is the same from both`() throws {
    let object: JSONValue = [
      "metadata": ["name": "web", "namespace": "shop"],
      "status": [
        "conditions": [
          ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]
        ]
      ],
    ]
    let message = Wire_Deployment.with {
      $0.metadata = .with {
        $0.name = "web"
        $0.namespace = "shop"
      }
      $0.status = .with {
        $0.conditions = [
          .with {
            $0.type = "Progressing"
            $0.status = "False"
            $0.reason = "ProgressDeadlineExceeded"
          }
        ]
      }
    }
    var decoder = ObjectDecoder(.deployment)
    let read = try decoder.resource(try message.serializedBytes())
    #expect(read == .workload(Workload(object, kind: .deployment)))
    guard case .workload(let workload) = read else { return }
    #expect(workload.failure == "ProgressDeadlineExceeded")
  }

  @Test(arguments: ["", "ErrImagePull", "CrashLoopBackOff", "PodInitializing"])
  func `what holds a pod up is the same from both`(_ waiting: String) throws {
    let object: JSONValue = [
      "metadata": ["name": "web", "namespace": "shop"],
      "status": [
        "phase": "Pending",
        "conditions": [
          ["type": "Initialized", "status": "False", "message": "incomplete"],
          ["type": "Ready", "status": "False"],
        ],
        "containerStatuses": [
          ["restartCount": 1, "state": ["terminated": ["reason": "Error"]]]
        ],
        "initContainerStatuses": [["state": ["waiting": ["reason": .string(waiting)]]]],
      ],
    ]
    let message = Wire_Pod.with {
      $0.metadata = .with {
        $0.name = "web"
        $0.namespace = "shop"
      }
      $0.status = .with {
        $0.phase = "Pending"
        $0.conditions = [
          .with {
            $0.type = "Initialized"
            $0.status = "False"
            $0.message = "incomplete"
          },
          .with {
            $0.type = "Ready"
            $0.status = "False"
          },
        ]
        $0.containerStatuses = [
          .with {
            $0.restartCount = 1
            $0.state = .with { $0.terminated = .with { $0.reason = "Error" } }
          }
        ]
        $0.initContainerStatuses = [
          .with { $0.state = .with { $0.waiting = .with { $0.reason = waiting } } }
        ]
      }
    }
    var decoder = ObjectDecoder(.pod)
    let read = try decoder.resource(try message.serializedBytes())
    #expect(read == .pod(Pod(object)))
    guard case .pod(let pod) = read else { return }
    #expect(pod.hold == (waiting == "ErrImagePull" ? .image : .initializing))
  }
}
