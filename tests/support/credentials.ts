/** The app of Pusher's documentation (pusher/docs: docs/channels/library_auth_reference), used by every test. */
export const app = { appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };

/** Base64 of 32 bytes. */
export const encryptionMasterKeyBase64 = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=";
