/**
 * The limits of the core, by the names of its constants. Copied, so that nothing loads WebAssembly to read them;
 * tests/js/wasm/limits.test.ts compares them with the module.
 */
export const limits = Object.freeze({
  channel_name_max: 200,
  channel_name_max_pusher: 164,
  event_name_max: 200,
  trigger_channels_max: 100,
  authorization_channels_max: 100,
  authorization_body_max: 65_536,
  header_bytes_max: 8_192,
  batch_events_max: 10,
  data_bytes_max: 10_240,
  user_id_max: 128,
  member_bytes_max: 1_024,
  watchlist_max: 100,
});
