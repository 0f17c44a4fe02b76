import { event } from "fanfare/events";

// named in the code, because minifiers rename classes
export class NewRelease extends event("NewRelease", "releases") {}
export class AdminUserAlert extends event("AdminUserAlert", "private-admins") {}
