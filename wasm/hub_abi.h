// The C ABI of hub.wasm. js/hub/engine.ts is its other side.
//
// An instance of the module is one hub: hub_open makes it, and every other call works on it. Blocks, packed
// fields and answers are those of abi.h (fanfare_alloc, fanfare_free, fanfare_error_name). A call before
// hub_open succeeded answers an error.
//
// Where the comment says "actions", the answer is one field that holds a row of records, little-endian and
// unaligned, to be carried out in this order. A text is { u32 size, size bytes of UTF-8 }.
//
//   u8 1, u32 count, count × u32 connection, text frame                  send the frame to each
//   u8 2, u32 connection, u32 code, text reason                          close the connection
//   u8 3, u32 status, text content type, text body                       answer the request
//   u8 4, six texts: what, app id, socket id, channel, event, detail     tell whoever watches (Observed in
//   action.h)
//
// Times are milliseconds of a clock that never goes back, except `now`, which is Unix seconds.

#pragma once

#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

// "1" to get records of type 4, the address that the host listens on (check_exposure), largest data in bytes,
// most events of a batch (decimals, "0": the default), list of the apps' ids, keys and secrets in turn (the
// count counts all three) → nothing
fanfare_answer* hub_open(const uint8_t* in, uint32_t size);
// Names and values of what the host has to watch, name and decimal value in turn: frame_bytes_max,
// request_bytes_max, backlog_bytes_max.
fanfare_answer* hub_limits(void);

// target (path and query of the request) → actions
fanfare_answer* hub_connect(const uint8_t* in, uint32_t size, uint32_t connection, uint32_t random_high,
                            uint32_t random_low, double milliseconds);
// the message, not packed → actions
fanfare_answer* hub_frame(const uint8_t* in, uint32_t size, uint32_t connection, uint32_t is_binary,
                          double milliseconds);
// A ping or pong of WebSocket itself.
void hub_heard(uint32_t connection, double milliseconds);
// → actions
fanfare_answer* hub_closed(uint32_t connection);
// method, path, query, body → actions, one of which is the answer
fanfare_answer* hub_request(const uint8_t* in, uint32_t size, double now);
// → actions
fanfare_answer* hub_tick(double milliseconds);
// → actions
fanfare_answer* hub_shut_down(void);
// Names and values of all that the hub holds, name and decimal value in turn: connections, sockets, channels,
// subscriptions, members.
fanfare_answer* hub_occupancy(void);

#ifdef __cplusplus
}
#endif
