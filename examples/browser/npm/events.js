import { event } from "fanfare/events";

// named in the code, for a minifier renames the classes
export class NewRelease extends event("NewRelease", "releases") {}
export class AdminUserAlert extends event("AdminUserAlert", "private-admins") {}
