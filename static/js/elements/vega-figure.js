// <academy-vega-figure data-vega data-interpreter> around a picture, another for paper, and a
// <script type="application/json"> with its Vega specification: when it comes into view, the picture
// becomes a chart that fits its place, answers the pointer and follows the theme. Without script, the
// picture stays. Sheets always show the one for paper.
const loading = new Map();

function load(url) {
  if (!loading.has(url)) {
    loading.set(
      url,
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = url;
        script.addEventListener("load", resolve);
        script.addEventListener("error", reject);
        document.head.append(script);
      }),
    );
  }
  return loading.get(url);
}

const SYSTEM_DARK = "(prefers-color-scheme: dark)";
const systemDark = matchMedia(SYSTEM_DARK);

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : systemDark.matches;
}

class VegaFigure extends HTMLElement {
  connectedCallback() {
    this.picture = this.querySelector("picture, img");
    this.source = this.querySelector('script[type="application/json"]');
    if (!this.picture || !this.source || this.view) return;
    this.dress = () => this.followTheme();
    document.addEventListener("themechange", this.dress);
    this.dress();
    this.seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.seen.disconnect();
        this.enliven();
      },
      { rootMargin: "200px 0px" },
    );
    this.seen.observe(this);
  }

  // The picture is dark where the theme that was chosen is, whatever the system's.
  followTheme() {
    const chosen = document.documentElement.dataset.theme;
    this.darkSources ??= [...this.picture.querySelectorAll("source")]
      .filter((source) => source.media.includes(SYSTEM_DARK))
      .map((source) => [source, source.media]);
    for (const [source, media] of this.darkSources) {
      const anyway = media.replace(SYSTEM_DARK, "(min-width: 0px)");
      source.media = !chosen ? media : chosen === "dark" ? anyway : "not all";
    }
  }

  disconnectedCallback() {
    if (this.dress) document.removeEventListener("themechange", this.dress);
    this.seen?.disconnect();
    this.resized?.disconnect();
    this.leave?.abort();
    this.view?.finalize();
    this.view = null;
    this.stage?.remove();
    this.tip?.remove();
    if (this.picture) this.picture.hidden = false;
  }

  async enliven() {
    try {
      await load(this.dataset.vega);
      await load(this.dataset.interpreter);
      if (this.isConnected) await this.draw();
    } catch (error) {
      console.warn("The picture of this figure stays as it is.", error);
      if (this.picture) this.picture.hidden = false;
      this.stage?.remove();
    }
  }

  async draw() {
    const { vega } = globalThis;
    const spec = JSON.parse(this.source.textContent);
    this.smallest = spec.usermeta?.smallest ?? 0;
    this.narrow = spec.usermeta?.narrow ?? 0;
    this.stage = document.createElement("div");
    this.stage.className = "vega-stage";
    // The heading, the sentences and the table beside it say all that it shows.
    this.stage.setAttribute("aria-hidden", "true");
    this.tip = document.createElement("div");
    this.tip.className = "vega-tip";
    this.tip.setAttribute("aria-hidden", "true");
    this.tip.hidden = true;
    this.append(this.stage);
    document.body.append(this.tip);

    this.view = new vega.View(vega.parse(spec, null, { ast: true }), {
      expr: vega.expressionInterpreter,
      renderer: "svg",
      container: this.stage,
      hover: false,
      logLevel: vega.Error,
      loader: vega.loader({ target: "_self", http: false, file: false }),
      tooltip: (handler, event, item, value) => this.show(event, value),
    });
    this.view.signal("dark", isDark());
    this.fit();
    if (document.fonts) await document.fonts.ready;
    await this.view.runAsync();
    this.picture.hidden = true;
    // Not every browser fetches it in time once it prints.
    const paper = this.querySelector(".vega-paper");
    if (paper) paper.loading = "eager";
    this.reach();
    this.follow();
  }

  // The width that the chart may take, in pixels; its own smallest width where the place is less.
  // Where it is narrow, the chart puts above what stands beside it elsewhere.
  fit() {
    const width = Math.floor(this.clientWidth);
    if (this.narrow) this.view.signal("narrow", width < this.narrow);
    this.view.width(Math.max(this.smallest, width));
  }

  // What scrolls can be reached and scrolled by keyboard, under the name of its figure.
  reach() {
    const name = this.closest("figure")?.getAttribute("aria-labelledby");
    if (this.scrollWidth > this.clientWidth + 1) {
      this.tabIndex = 0;
      this.setAttribute("role", "group");
      if (name) this.setAttribute("aria-labelledby", name);
    } else {
      for (const attribute of ["tabindex", "role", "aria-labelledby"]) this.removeAttribute(attribute);
    }
  }

  follow() {
    this.leave = new AbortController();
    const { signal } = this.leave;
    const repaint = () => this.view?.signal("dark", isDark()).runAsync();
    systemDark.addEventListener("change", repaint, { signal });
    document.addEventListener("themechange", repaint, { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.show(event, null), {
      signal,
    });
    let last = this.clientWidth;
    this.resized = new ResizeObserver(() => {
      if (this.clientWidth === last || !this.view) return;
      last = this.clientWidth;
      this.fit();
      this.view.runAsync().then(() => this.reach());
    });
    this.resized.observe(this);
  }

  show(event, value) {
    const says = value && (typeof value === "object" ? Object.values(value).join(", ") : value);
    this.tip.hidden = !says;
    if (!says) return;
    this.tip.textContent = says;
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - width - 8);
    const above = event.clientY - height - 14;
    this.tip.style.left = `${Math.max(8, left)}px`;
    this.tip.style.top = `${above < 8 ? event.clientY + 18 : above}px`;
  }
}
customElements.define("academy-vega-figure", VegaFigure);
