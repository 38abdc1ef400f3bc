import Topology

/// Objects that several tests of the API send.
enum APIManifests {
  static func deployment(_ name: String, image: String = "web:1") -> JSONValue {
    [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
      "spec": [
        "replicas": 3, "selector": ["matchLabels": ["app": .string(name)]],
        "template": [
          "metadata": ["labels": ["app": .string(name)]],
          "spec": [
            "containers": [
              [
                "name": "web", "image": .string(image),
                "ports": [["name": "http", "containerPort": 8080]],
              ]
            ]
          ],
        ],
      ],
    ]
  }

  static func service(_ name: String) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
      "spec": [
        "type": "NodePort", "selector": ["app": .string(name)],
        "ports": [["port": 80, "targetPort": "http", "nodePort": 30_080]],
      ],
    ]
  }

  static func ingress(_ name: String) -> JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": .string(name)],
      "spec": [
        "ingressClassName": "nginx",
        "rules": [
          [
            "host": "shop.example",
            "http": [
              "paths": [
                [
                  "path": "/", "pathType": "Prefix",
                  "backend": ["service": ["name": .string(name), "port": ["number": 80]]],
                ]
              ]
            ],
          ]
        ],
      ],
    ]
  }

  static func oldIngress(_ name: String) -> JSONValue {
    [
      "apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": ["name": .string(name)],
      "spec": [
        "rules": [
          [
            "host": "blog.osones.com",
            "http": [
              "paths": [
                [
                  "path": "/",
                  "backend": ["serviceName": "osones-nodeport", "servicePort": 80],
                ]
              ]
            ],
          ]
        ]
      ],
    ]
  }
}
