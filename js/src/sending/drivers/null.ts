import type { Settings } from "../../configuration/settings.js";
import type { Driver } from "../driver.js";
import { OfflineDriver } from "./offline.js";

/** Checks events and sends nothing. */
export function nullDriver(settings: Settings): Driver {
  return new OfflineDriver(settings, () => {});
}
