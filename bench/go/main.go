// The Go half of bench/native.mjs, `sending PORT GOROUTINES N`: N triggers by Pusher's library for Go, so many a second.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pusher/pusher-http-go/v5"
)

func perSecond(client *pusher.Client, goroutines, count int) float64 {
	data := map[string]string{"message": strings.Repeat("x", 86)}
	left := int64(count)
	var done sync.WaitGroup
	start := time.Now()
	for i := 0; i < goroutines; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			for atomic.AddInt64(&left, -1) >= 0 {
				if err := client.Trigger("my-channel", "event", data); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
			}
		}()
	}
	done.Wait()
	return float64(count) / time.Since(start).Seconds()
}

func main() {
	if len(os.Args) != 5 || os.Args[1] != "sending" {
		fmt.Fprintln(os.Stderr, "usage: sending PORT GOROUTINES COUNT")
		os.Exit(2)
	}
	goroutines, _ := strconv.Atoi(os.Args[3])
	count, _ := strconv.Atoi(os.Args[4])
	// By default only two idle connections are kept for a host, and all others are made anew for each request.
	transport := &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256, DisableCompression: true}
	client := &pusher.Client{
		AppID:      "3",
		Key:        "278d425bdf160c739803",
		Secret:     "7ad3773142a6692b25b8",
		Host:       "127.0.0.1:" + os.Args[2],
		HTTPClient: &http.Client{Transport: transport, Timeout: 5 * time.Second},
	}
	perSecond(client, goroutines, count/10)
	fmt.Printf("%.0f\n", perSecond(client, goroutines, count))
}
