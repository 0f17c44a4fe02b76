// The C ABI of hub.wasm. js/hub/engine.ts is its other side.
//
// An instance of the module is one hub: hub_open opens it, and every other call works on it. Blocks, packed
// fields and answers are those of abi.h (fanfare_alloc, fanfare_free, fanfare_error_name). A call before
// hub_open succeeded answers an error. Every function takes a block, which is empty if
// the comment names no arguments.
//
// "actions" in a comment is one field: a row of records, little-endian and unaligned. Carry them out in their
// order. A text is { u32 size, size bytes of UTF-8 }.
//
//   u8 1, u32 count, count × u32 connection, text frame                  Send: the frame to each connection
//   u8 2, u32 connection, u32 code, text reason                          Close
//   u8 3, u32 status, text content type, text body                       Respond
//   u8 4, six texts: what, app id, socket id, channel, event, detail     Observed
//
// action.h describes them. Times are milliseconds on a clock that never goes back, except `now`: Unix seconds.

#pragma once

#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

// "1" to get records of type 4, the address that the host listens on (check_exposure), largest data in bytes,
// most events of a batch (decimals, "0": the default), list of the apps' ids, keys and secrets in turn (the
// count counts all three) → nothing
fanfare_answer* hub_open(const uint8_t* in, uint32_t size);
// → the limits that the host enforces, name and decimal value in turn: frame_bytes_max, request_bytes_max,
// backlog_bytes_max
fanfare_answer* hub_limits(const uint8_t* in, uint32_t size);

// target (path and query of the request) → actions
fanfare_answer* hub_connect(const uint8_t* in, uint32_t size, uint32_t connection, uint32_t random_high,
                            uint32_t random_low, double milliseconds);
// the message, not packed → actions
fanfare_answer* hub_frame(const uint8_t* in, uint32_t size, uint32_t connection, uint32_t is_binary,
                          double milliseconds);
// (a WebSocket ping or pong arrived) → nothing
fanfare_answer* hub_heard(const uint8_t* in, uint32_t size, uint32_t connection, double milliseconds);
// → actions
fanfare_answer* hub_closed(const uint8_t* in, uint32_t size, uint32_t connection);
// method, path, query, body → actions, exactly one of them a Respond
fanfare_answer* hub_request(const uint8_t* in, uint32_t size, double now);
// → actions
fanfare_answer* hub_tick(const uint8_t* in, uint32_t size, double milliseconds);
// → actions
fanfare_answer* hub_shut_down(const uint8_t* in, uint32_t size);
// → how much the hub holds, name and decimal value in turn: connections, sockets, channels, subscriptions, members
fanfare_answer* hub_occupancy(const uint8_t* in, uint32_t size);

#ifdef __cplusplus
}
#endif
