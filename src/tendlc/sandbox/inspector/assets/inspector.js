// Keeps the parts of a page that are marked as live up to date, and adds buttons that copy a SID.
// The pages work without it.

const EVERY = 2500;
const state = document.querySelector("[data-live-state]");
const parts = () => document.querySelectorAll("[data-live][id]");
let running = true;
let failures = 0;

const address = new URL(location.href);
if (address.searchParams.has("notice")) {
  address.searchParams.delete("notice");
  history.replaceState(null, "", address);
}

document.querySelector('.side [aria-current="page"]')?.scrollIntoView({ inline: "center", block: "nearest" });

function busy(part) {
  const open = part.querySelector("details[open]");
  const chosen = getSelection();
  const selecting = chosen && !chosen.isCollapsed && part.contains(chosen.anchorNode);
  return Boolean(open) || selecting || part.contains(document.activeElement);
}

async function refresh() {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts()) {
    const next = fresh.getElementById(part.id);
    if (next && !busy(part) && next.innerHTML !== part.innerHTML) {
      part.replaceChildren(...document.importNode(next, true).childNodes);
    }
  }
}

async function tick() {
  if (running && document.visibilityState === "visible") {
    try {
      await refresh();
      failures = 0;
    } catch {
      failures += 1;
    }
    tell();
  }
  setTimeout(tick, EVERY * Math.min(8, 1 + failures));
}

function tell() {
  const word = failures ? "The sandbox does not answer" : running ? "Up to date" : "Paused";
  state.classList.toggle("off", !running);
  state.classList.toggle("lost", failures > 0);
  if (state.firstChild.data !== word) state.firstChild.data = word;
}

if (state && parts().length) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Pause";
  button.addEventListener("click", () => {
    running = !running;
    button.textContent = running ? "Pause" : "Go on";
    tell();
  });
  state.append("Up to date", button);
  state.hidden = false;
  setTimeout(tick, EVERY);
}

for (const sid of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(sid.textContent.trim());
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  sid.after(button);
}

document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    drop.open = false;
    drop.querySelector("summary").focus();
  }
});
