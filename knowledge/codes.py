"""Dutch words for the codes of others: publiccode.yml, roles, formats, languages."""

from __future__ import annotations

CODES = {
    "standalone": "software",
    "standalone/web": "webapplicatie",
    "standalone/desktop": "programma voor de computer",
    "standalone/mobile": "app voor de telefoon",
    "standalone/backend": "achterliggende dienst",
    "standalone/api": "koppeling voor andere software (API)",
    "standalone/iot": "software voor apparaten",
    "standalone/other": "software",
    "addon": "uitbreiding",
    "softwareaddon": "uitbreiding",
    "library": "bouwblok voor programmeurs",
    "configurationfiles": "instellingen",
    "concept": "concept",
    "development": "in ontwikkeling",
    "beta": "proefversie",
    "stable": "klaar voor gebruik",
    "obsolete": "verouderd",
    "internal": "door de maker zelf",
    "external": "door een ander",
    "contract": "met een contract",
    "community": "door een gemeenschap",
    "none": "niet onderhouden",
    "bpmn": "stroomschema (BPMN)",
    "dmn": "beslistabel (DMN)",
    "verklaring": "bewering",
    "pilot": "proef (pilot)",
    "verkent": "bekijkt of het past",
    "uitgefaseerd": "gestopt",
    "maker": "maakt het",
    "opdrachtgever": "laat het maken",
    "beheerder": "beheert het",
    "web": "webbrowser",
    "windows": "Windows",
    "mac": "Mac",
    "linux": "Linux",
    "android": "Android",
    "ios": "iPhone en iPad",
    "nl": "Nederlands",
    "en": "Engels",
    "de": "Duits",
    "fr": "Frans",
    "it": "Italiaans",
    "it-it": "Italiaans",
    "fy": "Fries",
    "es": "Spaans",
    "pt": "Portugees",
    "pl": "Pools",
    "tr": "Turks",
    "ar": "Arabisch",
    "uk": "Oekraïens",
}
_CATEGORIES = """
accounting: boekhouding; agile-project-management: projectmanagement
applicant-tracking: sollicitaties; application-development: software maken
appointment-scheduling: afspraken maken; backup: reservekopieën; billing-and-invoicing: facturen
blog: weblog; budgeting: begroting; business-intelligence: stuurinformatie
business-process-management: procesbeheer; cad: technisch tekenen
call-center-management: telefonie; cloud-management: cloudbeheer; collaboration: samenwerken
communications: communicatie; compliance-management: naleving van regels
contact-management: contactbeheer; content-management: inhoud van websites; crm: klantcontact
customer-service-and-support: klantenservice; data-analytics: gegevensanalyse
data-collection: gegevens verzamelen; data-visualization: gegevens in beeld
design-system: ontwerpsysteem; digital-asset-management: beeldbank
digital-citizenship: digitale overheid; document-management: documentbeheer
donor-management: donaties; e-commerce: webwinkel; e-signature: digitaal ondertekenen
educational-content: lesmateriaal; email-management: e-mail; email-marketing: nieuwsbrieven
employee-management: personeel; enterprise-project-management: projectmanagement
enterprise-social-networking: intern sociaal netwerk; erp: bedrijfsvoering
event-management: evenementen; facility-management: gebouwbeheer
feedback-and-reviews-management: reacties en beoordelingen
financial-reporting: financiële verslagen; fleet-management: wagenpark
fundraising: geld inzamelen; gamification: spelvormen
geographic-information-systems: kaarten en geo-informatie; government-registry: overheidsregister
grant-management: subsidies; graphic-design: vormgeving; help-desk: helpdesk; hr: personeelszaken
ide: software maken; identity-management: inloggen en rechten; instant-messaging: chatten
integrated-library-system: bibliotheek; inventory-management: voorraadbeheer
it-asset-management: beheer van IT-middelen; it-development: softwareontwikkeling
it-management: IT-beheer; it-security: informatiebeveiliging
it-service-management: IT-dienstverlening; knowledge-management: kennisbeheer
learning-management-system: leeromgeving; local-government: gemeente; marketing: marketing
mind-mapping: mindmaps; mobile-marketing: mobiele marketing; mobile-payment: mobiel betalen
network-management: netwerkbeheer; office: kantoor; online-booking: online reserveren
online-community: online gemeenschap; payment-gateway: betalen; payroll: salarissen
predictive-analysis: voorspellen; procurement: inkoop; productivity-suite: kantoorsoftware
project-collaboration: samenwerken in projecten; project-management: projectmanagement
property-management: vastgoedbeheer; real-estate-management: vastgoedbeheer
regulations-and-directives: wetten en regels; remote-support: hulp op afstand
resource-management: middelen plannen; sales-management: verkoop; seo: vindbaarheid
service-desk: servicedesk; social-media-management: sociale media; survey: vragenlijsten
talent-management: talentontwikkeling; task-management: taken; taxes-management: belastingen
test-management: testen; time-management: tijd plannen; time-tracking: urenregistratie
translation: vertalen; video-conferencing: videobellen; video-editing: video bewerken
visitor-management: bezoekers; voip: internettelefonie; warehouse-management: magazijnbeheer
web-collaboration: online samenwerken; web-conferencing: online vergaderen
website-builder: websites bouwen; workflow-management: werkstromen; other: anders
"""
CATEGORIES = {
    code.strip(): said.strip()
    for line in _CATEGORIES.strip().splitlines()
    for code, _, said in (pair.partition(":") for pair in line.split(";"))
}
