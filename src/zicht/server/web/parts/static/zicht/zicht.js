// Three conveniences; every page works without this file.
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
