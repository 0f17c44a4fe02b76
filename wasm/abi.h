// The C ABI of fanfare.wasm. js/src/wasm/abi.ts is its other side.
//
// Every call is stateless: the caller allocates one block with fanfare_alloc, writes the arguments into it as
// packed fields, calls, copies the answer, and frees both blocks. The module keeps nothing: even the prepared key
// is an argument of each call.
//
// Packed fields are a row of { u32 size, size bytes }, little-endian, unaligned, to the end of the block. A
// list is a field that holds the count in decimal, followed by that many fields.
//
// An answer is a block { u32 status, u32 size, size bytes } that the caller frees with fanfare_free. With status 0,
// the bytes are the packed fields after the arrow of the comment. With any other status, the bytes are the message,
// and fanfare_error_name(status) gives the code's name. An answer of 0 means that memory ran out: make a new
// instance.
//
// If the arguments are ASCII, so is the answer, except that of fanfare_open.
//
// In a comment, "app" stands for three fields: app id, key, and the prepared key of 64 bytes (SigningKey::bytes),
// directly followed, in the same field, by the prefix of the signed path, if there is one. "event" stands for name,
// data, socket_id, info and the list of channels. "master" is a field of 32 bytes (MasterKey::size), "nonces" a
// field of 24 bytes for each event.

#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fanfare_answer fanfare_answer;

uint8_t* fanfare_alloc(uint32_t size);
void fanfare_free(void* block);

// The stable name of a status, in one field; empty for an unknown status.
fanfare_answer* fanfare_error_name(uint32_t status);
// → the core's limits, name and decimal value in turn, by the names of the constants in core/include
fanfare_answer* fanfare_limits(const uint8_t* in, uint32_t size);
// id, key, secret → prepared key
fanfare_answer* fanfare_prepare_key(const uint8_t* in, uint32_t size);

// name, max length in decimal → nothing
fanfare_answer* fanfare_check_channel(const uint8_t* in, uint32_t size);
// name → nothing
fanfare_answer* fanfare_check_event_name(const uint8_t* in, uint32_t size);
// socket id → nothing
fanfare_answer* fanfare_check_socket_id(const uint8_t* in, uint32_t size);
// app, event → path, query, body
fanfare_answer* fanfare_trigger_request(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                        uint32_t data_max);
// app, list of events with their count first → path, query, body
fanfare_answer* fanfare_batch_request(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                      uint32_t data_max, uint32_t batch_max);
// app, method, resource, body, list of parameter names and values in turn (the count counts both) → path,
// query
fanfare_answer* fanfare_sign_request(const uint8_t* in, uint32_t size, double now);

// app, socket id, channel → the token
fanfare_answer* fanfare_authorize(const uint8_t* in, uint32_t size);
// app, socket id, channel, user_id, user_info → the token, channel_data
fanfare_answer* fanfare_authorize_member(const uint8_t* in, uint32_t size);
// app, socket id, user_data → the token
fanfare_answer* fanfare_authenticate(const uint8_t* in, uint32_t size);

// base64 → master
fanfare_answer* fanfare_prepare_master_key(const uint8_t* in, uint32_t size);
// master, channel → the 32 bytes of the channel's key, for callers who seal and open themselves
fanfare_answer* fanfare_shared_secret(const uint8_t* in, uint32_t size);
// master, nonces of one, channel, plaintext → the data on the wire
fanfare_answer* fanfare_seal(const uint8_t* in, uint32_t size);
// master, channel, data → plaintext
fanfare_answer* fanfare_open(const uint8_t* in, uint32_t size);
// app, master, nonces of one, event → path, query, body
fanfare_answer* fanfare_trigger_encrypted(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                          uint32_t data_max);
// app, master, nonces, list of events with their count first → path, query, body. Events for encrypted channels
// are sealed.
fanfare_answer* fanfare_batch_encrypted(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                        uint32_t data_max, uint32_t batch_max);
// app, master, socket id, channel → the token, the channel's key in base64
fanfare_answer* fanfare_authorize_encrypted(const uint8_t* in, uint32_t size);

// list of apps with their count first, raw body, key header, signature header → the sender's index in decimal
fanfare_answer* fanfare_verify_webhook(const uint8_t* in, uint32_t size);
// JSON text, its name for error sentences → the items of the outermost object or array, as they stand in the text:
// for each member the literal of its name and its value, for each element "" and its value
fanfare_answer* fanfare_json_items(const uint8_t* in, uint32_t size);

// pattern → nothing
fanfare_answer* fanfare_check_rule(const uint8_t* in, uint32_t size);
// list of patterns, channel → the place of the first pattern from `from` on that matches and its parameters'
// names and values in turn; an empty field if none does
fanfare_answer* fanfare_next_rule(const uint8_t* in, uint32_t size, uint32_t from);
// channel → an Audience in decimal
fanfare_answer* fanfare_default_audience(const uint8_t* in, uint32_t size, uint32_t knows_users);

// list of allowed origins, Origin, Sec-Fetch-Site, X-Forwarded-Host, Host → "listed" or "own"
fanfare_answer* fanfare_check_origin(const uint8_t* in, uint32_t size);
// content type, body → "200", "batch" or an empty field, the socket id, the channels; or the HTTP status of
// the refusal, its code's name, its message
fanfare_answer* fanfare_read_authorization_request(const uint8_t* in, uint32_t size);
// a code's name → the HTTP status with which an authorization route answers it, or a webhook route
fanfare_answer* fanfare_http_status(const uint8_t* in, uint32_t size, uint32_t of_webhook);

// prepared key, message → 64 hex digits. For the vectors, the differential tests and Token.sign of the drop-in for
// `pusher`. Nothing else in the package exports it: code that signs a raw string of its caller can be made to sign
// any token.
fanfare_answer* fanfare_hmac_sha256_hex(const uint8_t* in, uint32_t size);
// message → 32 hex digits
fanfare_answer* fanfare_md5_hex(const uint8_t* in, uint32_t size);

#ifdef __cplusplus
}
#endif
