// Says in words below the choice of a crontab what the chosen one means.
(function ($) {
  const words = JSON.parse(document.getElementById("readable-crontabs").textContent);
  const help = $(".field-crontab .help");
  const translation = $("<div>").appendTo(help);
  $(".field-crontab_translation").hide();
  $("#id_crontab").on("change", function () {
    translation.text(words[this.value] || "");
  });
})(django.jQuery);
