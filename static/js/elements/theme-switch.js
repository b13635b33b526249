// <academy-theme-switch>: radio buttons named "theme" with the values system, light and dark.
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    const now = document.documentElement.dataset.theme ?? "system";
    const chosen = this.querySelector(`input[value="${now}"]`);
    if (chosen) chosen.checked = true;
    this.addEventListener("change", (event) => this.apply(event.target.value));
  }

  apply(theme) {
    const root = document.documentElement;
    try {
      if (theme === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {
      // storage is closed: the choice lasts as long as the page
    }
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    this.dispatchEvent(new CustomEvent("themechange", { bubbles: true, detail: theme }));
  }
}
customElements.define("academy-theme-switch", ThemeSwitch);
