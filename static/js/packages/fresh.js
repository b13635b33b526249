/* Cookies that packages left are taken away before another one begins: they are all that a browser
   doesn't keep apart by origins, and no package needs them. Those of names above the content host
   aren't packages' alone, and stay. */
(() => {
  "use strict";

  const { host } = JSON.parse(document.getElementById("state").textContent);
  const names = new Set(
    document.cookie.split("; ").filter(Boolean).map((one) => (
      one.includes("=") ? one.slice(0, one.indexOf("=")) : ""
    )),
  );
  const [, first, token] = location.pathname.split("/");
  const paths = ["/", `/${first}`, `/${first}/`, `/${first}/${token}`, `/${first}/${token}/`];
  for (const name of names) {
    for (const domain of ["", `; Domain=${location.hostname}`, `; Domain=${host}`]) {
      for (const path of paths) {
        const over = `${name}=; Max-Age=0; Path=${path}${domain}; Secure; SameSite=None`;
        document.cookie = over;
        document.cookie = `${over}; Partitioned`;
      }
    }
  }
  const asked = location.search.slice(1);
  location.replace(asked ? `?fresh&${asked}` : "?fresh");
})();
