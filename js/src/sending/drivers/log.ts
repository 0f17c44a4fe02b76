import type { Settings } from "../../configuration/settings.js";
import type { Driver } from "../driver.js";
import { OfflineDriver } from "./offline.js";

/** Logs one line for each event, the payload included, and sends nothing. */
export function logDriver(settings: Settings): Driver {
  return new OfflineDriver(settings, ({ name, channels, data, socketId }) => {
    const except = socketId === undefined ? "" : ` except ${socketId}`;
    // names are checked; a payload of plain text may hold line breaks
    const line = data.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escapeCharacter);
    settings.logger.info(`broadcast ${name} on ${channels.join(", ")}${except}: ${line}`);
  });
}

const escapeCharacter = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
