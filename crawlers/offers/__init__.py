"""What a page about a product offers: how far one gets online, steps, evidence, costs and terms."""
