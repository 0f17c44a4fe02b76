import * as fanfare from "fanfare";
import { suite, type Server } from "./suite.js";

Object.assign(globalThis, { runSuite: (server: Server) => suite(fanfare, server) });
