import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Live } from "fanfare/browser";
import type { Got, kit } from "./kit.js";
import type { World } from "./world.js";

declare global {
  interface Window {
    kit: typeof kit;
    live: Live;
  }
}

/** One browser with its own cookies, in which one user is signed in, or nobody. */
export class Tab {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  /** Opens a page and connects it to the hub; `options` go to `connect`. */
  static async open(
    browser: Browser,
    world: World,
    path: string,
    user = "",
    options: object = {},
  ): Promise<Tab> {
    const context = await browser.newContext();
    // tsx names functions by a helper that is not in the page (esbuild's keepNames)
    await context.addInitScript("globalThis.__name ??= (made) => made");
    if (user !== "") await context.addCookies([{ name: "user", value: user, url: world.origin }]);
    const page = await context.newPage();
    await page.goto(world.origin + path);
    const { key } = world.hub.options;
    if (path !== "/raw") {
      await page.evaluate(
        (given) => {
          window.live = window.kit.connect({ Pusher: window.kit.Pusher, ...(given as { key: string }) });
        },
        { key, ...world.hub.client, ...options },
      );
    }
    return new Tab(page, context);
  }

  /** Waits until the page has noted so much, and gives all of it. */
  async got(count: number): Promise<Got[]> {
    await this.page.waitForFunction((wanted) => window.kit.got.length >= wanted, count);
    return this.page.evaluate(() => window.kit.got);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
