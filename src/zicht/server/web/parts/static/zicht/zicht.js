// Conveniences; every page works without this file.
(function () {
  "use strict";
  // Quick exit: replace the page in the history, so that "back" does not return to it.
  document.addEventListener("click", function (event) {
    var exit = event.target.closest("[data-quick-exit]");
    if (exit) {
      event.preventDefault();
      document.documentElement.hidden = true;
      window.location.replace(exit.href);
    }
  });
  // A form that is on its way says so and is not sent twice.
  document.addEventListener("submit", function (event) {
    if (event.target.dataset.sent) {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = "yes";
    var button = event.submitter;
    if (button) {
      button.setAttribute("aria-disabled", "true");
      if (button.dataset.busy) {
        button.dataset.label = button.textContent;
        button.textContent = button.dataset.busy;
      }
    }
  });
  // A one-off link holds its code behind the "#", which no server is sent: take it over, and out of the history.
  var linked = document.querySelector("form[data-link] input[name=code]");
  if (linked && window.location.hash.length > 1) {
    linked.value = window.location.hash.slice(1);
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
  }
  // Coming back with the back button: the form can be sent again, what was typed stays.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach(function (button) {
        button.removeAttribute("aria-disabled");
        if (button.dataset.label) { button.textContent = button.dataset.label; }
      });
    });
  });
})();
// A form that keeps itself: a moment after the last change it is sent to be kept. The page says when that was.
(function () {
  "use strict";
  var WAIT = 2000, AGAIN = 10000, NOT_ANSWERS = ["formulier", "concept", "csrfmiddlewaretoken"];
  function answers(form) {
    return JSON.stringify(Array.from(new FormData(form)).filter(function (pair) {
      return NOT_ANSWERS.indexOf(pair[0]) < 0;
    }));
  }
  function keeper(form, line) {
    var kept = answers(form), busy = false, stopped = "stopped" in line.dataset, timer;
    function say(text, failed, label, address) {
      line.classList.toggle("zicht-kept--failed", failed);
      if (failed) { line.setAttribute("role", "alert"); } else { line.removeAttribute("role"); }
      line.textContent = text + " ";
      if (label) {
        var link = document.createElement("a");
        link.className = "utrecht-link";
        link.href = address;
        link.textContent = label;
        line.append(link);
      }
    }
    function told(answer, said, sent) {
      form.elements.concept.value = said.concept;
      form.elements.formulier.value = said.formulier;
      stopped = answer.status === 409;
      say(said.melding, !answer.ok, said.koppeling, said.adres);
      if (!answer.ok) { return stopped ? undefined : soon(AGAIN); }
      kept = sent;
      // Loading this page again goes on with the draft.
      if (said.adres) { history.replaceState(null, "", said.adres); }
      if (answers(form) !== kept) { soon(WAIT); }
    }
    function keep(leaving) {
      var now = answers(form), sent = new URLSearchParams(new FormData(form));
      clearTimeout(timer);
      if (busy || stopped || form.dataset.sent || now === kept) { return; }
      busy = true;
      sent.set("stap", "vanzelf");
      fetch(form.action, { method: "POST", body: sent, redirect: "manual", keepalive: leaving }).then(function (answer) {
        busy = false;
        if ((answer.headers.get("Content-Type") || "").indexOf("application/json") === 0) {
          return answer.json().then(function (said) { told(answer, said, now); });
        }
        stopped = answer.type === "opaqueredirect" || answer.status === 403;
        say(stopped ? line.dataset.signedOut : line.dataset.failed, true, stopped && line.dataset.signIn, location.href);
        if (!stopped) { soon(AGAIN); }
      }).catch(function () {
        busy = false;
        say(line.dataset.failed, true);
        soon(AGAIN);
      });
    }
    function soon(wait) {
      clearTimeout(timer);
      timer = setTimeout(keep, wait, false);
    }
    form.addEventListener("input", function () { soon(WAIT); });
    form.addEventListener("change", function () { soon(WAIT); });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") { keep(true); }
    });
  }
  document.querySelectorAll("form[data-keeps]").forEach(function (form) {
    keeper(form, form.querySelector("[data-kept]"));
  });
})();
