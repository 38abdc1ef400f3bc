// The other side of `sluice-benchmark cluster`, on client-go:
//
//	benchmark-peer fill   -kubeconfig FILE [-scale 1]                 fills a cluster
//	benchmark-peer inform -kubeconfig FILE                            syncs shared informers, says how long that took
//	benchmark-peer churn  -kubeconfig FILE -rate 500 -seconds 120     changes objects at a steady rate
//	benchmark-peer storm  -kubeconfig FILE -rate 5000 -seconds 60     stands before the API server and tells changes itself
//
// All speak protobuf without a limit of their own on requests.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

type options struct {
	kubeconfig string
	scale      float64
	rate       int
	seconds    int
}

func (o options) client(agent string) (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", o.kubeconfig)
	if err != nil {
		return nil, err
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	config.UserAgent = agent
	config.QPS = -1
	config.Timeout = 10 * time.Minute
	return kubernetes.NewForConfig(config)
}

func main() {
	commands := map[string]func(options) error{"fill": fill, "inform": inform, "churn": churn, "storm": storm}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "benchmark-peer: fill, inform, churn or storm")
		os.Exit(2)
	}
	var chosen options
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	flags.StringVar(&chosen.kubeconfig, "kubeconfig", "", "the way to the cluster")
	flags.Float64Var(&chosen.scale, "scale", 1, "how much of the full size")
	flags.IntVar(&chosen.rate, "rate", 500, "changes a second")
	flags.IntVar(&chosen.seconds, "seconds", 120, "how long to change")
	flags.Parse(os.Args[2:])
	if err := commands[os.Args[1]](chosen); err != nil {
		fmt.Fprintln(os.Stderr, "benchmark-peer:", err)
		os.Exit(1)
	}
}
