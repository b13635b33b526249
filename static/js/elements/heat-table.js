// <academy-heat-table> around a table that may be wider than its place: says so (data-wide), and
// whether there is more at its end (data-more). Without script, its sentence stays where many
// columns make it likely.
class HeatTable extends HTMLElement {
  connectedCallback() {
    this.region = this.querySelector(".data-table-scroll");
    if (!this.region) return;
    this.measure = () => {
      const { scrollLeft, scrollWidth, clientWidth } = this.region;
      this.toggleAttribute("data-wide", scrollWidth > clientWidth + 1);
      this.toggleAttribute("data-more", scrollLeft + clientWidth < scrollWidth - 1);
    };
    this.region.addEventListener("scroll", this.measure, { passive: true });
    this.resized = new ResizeObserver(this.measure);
    this.resized.observe(this.region);
    this.resized.observe(this.region.firstElementChild);
  }

  disconnectedCallback() {
    this.resized?.disconnect();
    this.region?.removeEventListener("scroll", this.measure);
  }
}
customElements.define("academy-heat-table", HeatTable);
