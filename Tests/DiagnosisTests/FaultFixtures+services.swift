import TestSupport
import Topology

extension FaultFixture {
  static let services: [FaultFixture] = [
    FaultFixture("service-port-not-defined", "service/shop/web") {
      $0.service("web") { $0.ports = [] }
      $0.pods("web", 1, labels: ["app": "web"])
    } sound: {
      $0.service("web") {
        $0.ports = []
        $0.clusterIP = "None"
      }
      $0.pods("web", 1, labels: ["app": "web"])
    },
    FaultFixture("service-ports-unnamed-or-duplicate", "service/shop/web") {
      $0.service("web") { $0.ports.append($0.ports[0]) }
    } sound: {
      $0.service("web") { service in
        service.ports.append(Service.Port(name: "more", number: 81, target: .number(8080)))
      }
    },
    FaultFixture("service-target-port-name-missing", "service/shop/web") {
      $0.service("web", selector: ["app": "web"], target: .name("https"))
      $0.pods("web", 2, labels: ["app": "web"])
    } sound: {
      $0.service("web", selector: ["app": "web"], target: .name("http"))
      $0.pods("web", 2, labels: ["app": "web"])
    },
    FaultFixture("service-target-port-not-declared", "service/shop/web") {
      $0.service("web", selector: ["app": "web"], target: .number(9090))
      $0.pods("web", 1, labels: ["app": "web"])
    } sound: {
      // Without any declared port nothing can be said: declaring is only information.
      $0.service("web", selector: ["app": "web"], target: .number(9090))
      $0.pods("web", 1, labels: ["app": "web"], ports: [])
    },
    FaultFixture("service-target-port-protocol-mismatch", "service/shop/dns") {
      $0.service("dns") {
        $0.ports = [Service.Port(number: 53, target: .name("dns"), transport: .udp)]
      }
      $0.pods("dns", 1, labels: ["app": "dns"], ports: [.init(name: "dns", number: 53)])
    } sound: {
      $0.service("dns") {
        $0.ports = [Service.Port(number: 53, target: .name("dns"), transport: .udp)]
      }
      $0.pods(
        "dns", 1, labels: ["app": "dns"], ports: [.init(name: "dns", number: 53, transport: .udp)])
    },
    FaultFixture("service-target-port-quoted-number", "service/shop/web") {
      $0.service("web", selector: ["app": "web"], target: .name("8080"))
    } sound: {
      $0.service("web", selector: ["app": "web"], target: .number(8080))
    },
    FaultFixture("service-target-port-invalid", "service/shop/web") {
      $0.service("web", selector: ["app": "web"], target: .number(65_536))
    } sound: {
      $0.service("web", selector: ["app": "web"], target: .number(65_535))
    },
    FaultFixture("service-headless-misuse", "service/shop/web") {
      $0.service("web") { $0.clusterIP = "None" }
    } sound: {
      $0.service("web", target: .number(80)) { $0.clusterIP = "None" }
    },
    FaultFixture("service-externalname-invalid", "service/shop/db") {
      $0.service("db") {
        $0.exposure = .externalName
        $0.externalName = "10.0.0.7"
      }
    } sound: {
      $0.service("db") {
        $0.exposure = .externalName
        $0.externalName = "my.database.example.com."
      }
    },
    FaultFixture("service-externalname-has-selector", "service/shop/db") {
      $0.service("db") {
        $0.exposure = .externalName
        $0.externalName = "db.example.com"
      }
    } sound: {
      $0.service("db") {
        $0.exposure = .externalName
        $0.externalName = "db.example.com"
        $0.selector = [:]
      }
    },
    FaultFixture("lb-address-pending", "service/shop/web") {
      $0.service("web") { $0.exposure = .loadBalancer }
    } sound: {
      $0.service("web") {
        $0.exposure = .loadBalancer
        $0.loadBalancerAddresses = ["192.0.2.1"]
      }
    },
    FaultFixture("nodeport-conflict-or-range", "service/shop/web") {
      $0.service("api") { $0.ports[0].nodePort = 30_080 }
      $0.service("web") { $0.ports[0].nodePort = 30_080 }
    } sound: {
      $0.service("api") { $0.ports[0].nodePort = 30_080 }
      $0.service("web") {
        $0.ports[0].nodePort = 30_080
        $0.ports[0].transport = .udp
      }
    },
    FaultFixture("nodeport-conflict-or-range", "service/shop/web") {
      $0.service("web") { $0.ports[0].nodePort = 8080 }
    } sound: {
      $0.service("web") { $0.ports[0].nodePort = 32_767 }
    },
    FaultFixture("etp-local-no-endpoint-on-node", "service/shop/web") {
      $0.service("web") {
        $0.exposure = .nodePort
        $0.externalTrafficPolicy = .local
      }
      $0.pods("web", 2, labels: ["app": "web"])
    } sound: {
      $0.service("web") {
        $0.exposure = .nodePort
        $0.externalTrafficPolicy = .local
      }
      $0.pods("web", 3, labels: ["app": "web"])
    },
    FaultFixture("itp-local-no-endpoint-on-node", "service/shop/web") {
      $0.service("web") { $0.internalTrafficPolicy = .local }
      $0.pods("web", 1, labels: ["app": "web"])
    } sound: {
      $0.service("web") { $0.internalTrafficPolicy = .local }
      $0.pods("web", 3, labels: ["app": "web"])
    },
    FaultFixture("service-publish-not-ready", "service/shop/web") {
      $0.service("web") { $0.publishesNotReadyAddresses = true }
    } sound: {
      $0.service("web") {
        $0.publishesNotReadyAddresses = true
        $0.clusterIP = "None"
      }
    },
  ]
}
