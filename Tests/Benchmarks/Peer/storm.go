package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path"
	"sync"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// marksPerSecond is how often the Service that is looked at changes.
const marksPerSecond = 20

// storm stands between the console and an API server and passes everything on, but for the changes of pods, slices and
// Services: those it tells itself, faster than an API server on this machine could be brought to make them.
//
// It says where it listens, waits for a request `/storm?service=NAMESPACE/NAME`, and then says when it told which mark: the
// port of that Service is firstMark plus the mark's number.
func storm(chosen options) error {
	gate, err := newGate(chosen)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	begin := make(chan string)
	go http.Serve(listener, http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if request.URL.Path == "/storm" {
			begin <- request.URL.Query().Get("service")
			return
		}
		gate.ServeHTTP(answer, request)
	}))
	output := json.NewEncoder(os.Stdout)
	if err := output.Encode(map[string]string{"server": "http://" + listener.Addr().String()}); err != nil {
		return err
	}
	told, err := prepare(chosen)
	if err != nil {
		return err
	}
	namespace, name := path.Split(<-begin)
	marks, err := marksOf(chosen, path.Clean(namespace), name, marksPerSecond*chosen.seconds)
	if err != nil {
		return err
	}
	report := gate.tell(told, marks, chosen)
	return output.Encode(report)
}

// gate is the way to the API server, with the watches whose changes are made up.
type gate struct {
	proxy   *httputil.ReverseProxy
	watches map[string]*watched
}

func newGate(chosen options) (*gate, error) {
	config, err := clientcmd.BuildConfigFromFlags("", chosen.kubeconfig)
	if err != nil {
		return nil, err
	}
	transport, err := rest.TransportFor(config)
	if err != nil {
		return nil, err
	}
	target, err := url.Parse(config.Host)
	if err != nil {
		return nil, err
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = transport
	proxy.FlushInterval = -1
	watches := map[string]*watched{}
	for _, kind := range []string{"pods", "endpointslices", "services"} {
		watches[kind] = &watched{}
	}
	return &gate{proxy, watches}, nil
}

func (g *gate) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	if watch := g.watches[path.Base(request.URL.Path)]; watch != nil && request.URL.Query().Get("watch") != "" {
		watch.serve(answer, request)
		return
	}
	g.proxy.ServeHTTP(answer, request)
}

// report is what came of a storm: when each mark was told, in nanoseconds since 1970, and how much else.
type report struct {
	Marks   []int64 `json:"marks"`
	Events  int     `json:"events"`
	Seconds float64 `json:"seconds"`
}

// tell tells nine pods and a slice over and over, at the chosen rate, and the marks beside them; a console that is too slow
// holds it up, and the rate says so.
func (g *gate) tell(told told, marks [][]byte, chosen options) report {
	var report report
	start := time.Now()
	end := start.Add(time.Duration(chosen.seconds) * time.Second)
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		for number, mark := range marks {
			time.Sleep(time.Until(start.Add(time.Duration(number) * time.Second / marksPerSecond)))
			report.Marks = append(report.Marks, time.Now().UnixNano())
			g.watches["services"].write(mark)
		}
	}()
	const together = 10
	for number := 0; time.Now().Before(end); number += together {
		time.Sleep(time.Until(start.Add(time.Duration(number) * time.Second / time.Duration(chosen.rate))))
		var pods []byte
		for index := 0; index < together-1; index++ {
			pods = append(pods, told.pods[(number/together*(together-1)+index)%len(told.pods)]...)
		}
		g.watches["pods"].write(pods)
		g.watches["endpointslices"].write(told.slices[number/together%len(told.slices)])
		report.Events += together
	}
	report.Seconds = time.Since(start).Seconds()
	group.Wait()
	return report
}

// watched is an open watch of the console's.
type watched struct {
	lock   sync.Mutex
	answer http.ResponseWriter
}

func (w *watched) serve(answer http.ResponseWriter, request *http.Request) {
	answer.Header().Set("Content-Type", "application/vnd.kubernetes.protobuf;stream=watch")
	answer.WriteHeader(http.StatusOK)
	answer.(http.Flusher).Flush()
	w.lock.Lock()
	w.answer = answer
	w.lock.Unlock()
	<-request.Context().Done()
	w.lock.Lock()
	w.answer = nil
	w.lock.Unlock()
}

func (w *watched) write(bytes []byte) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.answer == nil {
		return
	}
	if _, err := w.answer.Write(bytes); err != nil {
		fmt.Fprintln(os.Stderr, "benchmark-peer:", err)
		return
	}
	w.answer.(http.Flusher).Flush()
}
