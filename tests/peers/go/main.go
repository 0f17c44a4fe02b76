// What Pusher's library for Go makes of each call: a JSON object a line on standard input, its answer a line on standard
// output. A call is {"op", "app", "master", ...}, an answer {"answer"} or {"error"}.
package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/pusher/pusher-http-go/v5"
)

type app struct{ ID, Key, Secret string }

type event struct {
	Channel, Name  string
	Data           interface{}
	SocketID, Info *string
}

type member struct {
	ID   string            `json:"user_id"`
	Info map[string]string `json:"user_info"`
}

type call struct {
	Op, Master, Host string
	App              app
	Port             int
	Channels         []string
	Channel, Name    string
	Data             interface{}
	SocketID, Info   *string
	Prefix           *string
	Events           []event
	Member           *member
	User             map[string]interface{}
	Plaintext        string
	Nonce            []byte
	Key, Signature   *string
	Body             string
}

// A carrier keeps the request that it is given, and answers it as a server would that has nothing to tell.
type carrier struct{ sent *http.Request }

func (c *carrier) RoundTrip(request *http.Request) (*http.Response, error) {
	c.sent = request
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

func (c *call) client(transport http.RoundTripper) *pusher.Client {
	client := &pusher.Client{AppID: c.App.ID, Key: c.App.Key, Secret: c.App.Secret, EncryptionMasterKeyBase64: c.Master}
	if c.Host != "" {
		client.Host = fmt.Sprintf("%s:%d", c.Host, c.Port)
	}
	if transport != nil {
		client.HTTPClient = &http.Client{Transport: transport}
	}
	return client
}

func (c *call) send(client *pusher.Client) error {
	var err error
	switch c.Op {
	case "trigger", "seal":
		params := pusher.TriggerParams{SocketID: c.SocketID, Info: c.Info}
		_, err = client.TriggerMultiWithParams(c.Channels, c.Name, c.Data, params)
	case "batch":
		batch := make([]pusher.Event, len(c.Events))
		for i, e := range c.Events {
			batch[i] = pusher.Event{Channel: e.Channel, Name: e.Name, Data: e.Data, SocketID: e.SocketID, Info: e.Info}
		}
		_, err = client.TriggerBatch(batch)
	case "channels":
		_, err = client.Channels(pusher.ChannelsParams{FilterByPrefix: c.Prefix, Info: c.Info})
	case "channel":
		_, err = client.Channel(c.Channel, pusher.ChannelParams{Info: c.Info})
	case "users":
		_, err = client.GetChannelUsers(c.Channel)
	}
	return err
}

type request struct {
	Path  string `json:"path"`
	Query string `json:"query"`
	Body  string `json:"body"`
}

func (c *call) sign() (*request, error) {
	var carried carrier
	if err := c.send(c.client(&carried)); err != nil {
		return nil, err
	}
	signed := &request{Path: carried.sent.URL.Path, Query: carried.sent.URL.RawQuery}
	if carried.sent.Body != nil {
		body, err := io.ReadAll(carried.sent.Body)
		signed.Body = string(body)
		return signed, err
	}
	return signed, nil
}

func (c *call) form() []byte {
	form := url.Values{"channel_name": {c.Channel}}
	if c.SocketID != nil {
		form.Set("socket_id", *c.SocketID)
	}
	return []byte(form.Encode())
}

func (c *call) authorize() (json.RawMessage, error) {
	client := c.client(nil)
	if c.Member != nil {
		return client.AuthorizePresenceChannel(c.form(), pusher.MemberData{UserID: c.Member.ID, UserInfo: c.Member.Info})
	}
	return client.AuthorizePrivateChannel(c.form())
}

// The key travels with the authorization, and nothing else gives it away.
func (c *call) sharedSecret() (string, error) {
	socketID := "1.1"
	c.SocketID = &socketID
	answer, err := c.authorize()
	if err != nil {
		return "", err
	}
	var authorization struct {
		SharedSecret string `json:"shared_secret"`
	}
	err = json.Unmarshal(answer, &authorization)
	return authorization.SharedSecret, err
}

// The nonce comes from crypto/rand, whose source can be replaced.
func (c *call) seal() (string, error) {
	source := rand.Reader
	rand.Reader = bytes.NewReader(c.Nonce)
	defer func() { rand.Reader = source }()
	c.Channels, c.Name, c.Data = []string{c.Channel}, "E", c.Plaintext
	signed, err := c.sign()
	if err != nil {
		return "", err
	}
	var body struct{ Data string }
	err = json.Unmarshal([]byte(signed.Body), &body)
	return body.Data, err
}

func (c *call) webhook() (interface{}, error) {
	header := http.Header{}
	if c.Key != nil {
		header.Set("X-Pusher-Key", *c.Key)
	}
	if c.Signature != nil {
		header.Set("X-Pusher-Signature", *c.Signature)
	}
	told, err := c.client(nil).Webhook(header, []byte(c.Body))
	if err != nil {
		return nil, err
	}
	return map[string]interface{}{"time": told.TimeMs, "events": told.Events}, nil
}

func publish(c *call) (interface{}, error) {
	client := c.client(nil)
	data := map[string]string{"by": "go", "text": "é😀 <&>"}
	if err := client.TriggerMulti(c.Channels, "one", data); err != nil {
		return nil, err
	}
	batch := make([]pusher.Event, len(c.Channels))
	for i, channel := range c.Channels {
		batch[i] = pusher.Event{Channel: channel, Name: "two", Data: map[string]string{"by": "go"}}
	}
	if _, err := client.TriggerBatch(batch); err != nil {
		return nil, err
	}
	prefix, info := "presence-", "user_count"
	channels, err := client.Channels(pusher.ChannelsParams{FilterByPrefix: &prefix, Info: &info})
	if err != nil {
		return nil, err
	}
	channel, err := client.Channel(c.Channels[0], pusher.ChannelParams{Info: &info})
	if err != nil {
		return nil, err
	}
	users, err := client.GetChannelUsers(c.Channels[0])
	return map[string]interface{}{"channels": channels, "channel": channel, "users": users}, err
}

func (c *call) run() (answer interface{}, err error) {
	// The library takes a body of null for a webhook, and has none then.
	defer func() {
		if caught := recover(); caught != nil {
			answer, err = nil, fmt.Errorf("panic: %v", caught)
		}
	}()
	switch c.Op {
	case "trigger", "batch", "channels", "channel", "users":
		return c.sign()
	case "authorize":
		return c.authorize()
	case "authenticate":
		answer, err := c.client(nil).AuthenticateUser(c.form(), c.User)
		return json.RawMessage(answer), err
	case "shared_secret":
		return c.sharedSecret()
	case "seal":
		return c.seal()
	case "webhook":
		return c.webhook()
	case "publish":
		return publish(c)
	}
	return nil, errors.New("no such operation: " + c.Op)
}

func main() {
	calls := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(out)
	for {
		var one call
		if err := calls.Decode(&one); err == io.EOF {
			break
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		var written error
		if answer, err := one.run(); err != nil {
			written = answers.Encode(map[string]string{"error": err.Error()})
		} else {
			written = answers.Encode(map[string]interface{}{"answer": answer})
		}
		if written != nil {
			fmt.Fprintln(os.Stderr, written)
			os.Exit(1)
		}
	}
	if err := out.Flush(); err != nil {
		os.Exit(1)
	}
}
