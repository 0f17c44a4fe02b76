// The two things that Emscripten's standalone library asks of a host, answered inside the module so that it
// imports nothing (emscripten: system/lib/standalone/standalone.c).

#include <stddef.h>
#include <stdlib.h>

extern "C" {

// abort() ends here, and with it a failed allocation: the caller sees a trap and makes a new instance.
void _Exit(int) { __builtin_trap(); }

// Whoever calls the module looks at its memory afresh after each call, so nobody needs to be told.
void emscripten_notify_memory_growth(size_t) {}

}  // extern "C"
