// Runs before the first paint, so that a theme chosen earlier doesn't flash the other one.
{
  const theme = (() => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is closed in this browser: follow the system
    }
  })();
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}
